/** Reports failures and nothing else. */
import { failureLines } from './lines.ts';
import type { Reporter, Titles } from './reporter.ts';

/** @param print writes one line. */
export function quietReporter(print: (line: string) => void, titles: Titles): Reporter {
  return {
    event: () => {},
    saved: () => {},
    reading: () => {},
    finished: ({ failures }) => failureLines(failures, titles).forEach(print),
  };
}
