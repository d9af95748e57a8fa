/** One JSON object a line, for other programs: every event of the run, every file written, and how it ended. */
import type { Reporter } from './reporter.ts';

/** @param print writes one line. */
export function jsonReporter(print: (line: string) => void): Reporter {
  return {
    event(event) {
      // Previews are pixels, and digests mean nothing outside of the cache; whoever wants either connects to the server.
      const shown =
        'preview' in event || 'stored' in event ? { ...event, preview: undefined, stored: undefined } : event;
      if (event.type !== 'run-finished') print(JSON.stringify(shown));
    },
    saved: (node, path) => print(JSON.stringify({ type: 'file-saved', node, path })),
    finished: (summary) => print(JSON.stringify({ type: 'run-finished', ...summary })),
  };
}
