/** Nothing but what went wrong. */
import { failureLines, type Reporter, type Titles } from './reporter.ts';

/** @param print writes one line. */
export function quietReporter(print: (line: string) => void, titles: Titles): Reporter {
  return {
    event: () => {},
    saved: () => {},
    finished: ({ failures }) => failureLines(failures, titles).forEach(print),
  };
}
