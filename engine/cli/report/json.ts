/**
 * Reports one JSON object a line, for other programs: every event, every file with the values it was made with, how
 * many targets are done, and how the run ended.
 */
import type { RunEvent } from '../../run/events.ts';
import { Count } from './count.ts';
import type { Reporter } from './reporter.ts';

/** @param print writes one line. */
export function jsonReporter(print: (line: string) => void): Reporter {
  const count = new Count();
  return {
    event(event) {
      if (event.type !== 'run-finished') print(JSON.stringify(shown(event)));
      const counted = count.take(event);
      if (counted) print(JSON.stringify({ type: 'run-progress', ...counted }));
    },
    reading: (reading) => print(JSON.stringify({ type: 'models-reading', ...reading })),
    saved: (node, { path, isNew }, values) => print(JSON.stringify({ type: 'file-saved', node, path, isNew, values })),
    finished: (summary) => print(JSON.stringify({ type: 'run-finished', ...summary })),
  };
}

/** An event without pixels of previews, and without digests, which mean nothing outside the cache. */
function shown(event: RunEvent): object {
  return { ...event, preview: undefined, stored: undefined };
}
