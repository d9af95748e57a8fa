/** Plain lines, for logs and pipes. */
import { formatSeconds } from '../../protocol/duration.ts';
import { explainLine, forecastLines } from './explain-text.ts';
import { Progress } from './progress.ts';
import { failureLines, type Reporter, type Titles } from './reporter.ts';

/** Least time between two lines about steps, in milliseconds. */
const PAUSE = 1000;

/**
 * @param print writes one line.
 * @param explain says of every node why it is computed or not.
 */
export function plainReporter(
  print: (line: string) => void,
  titles: Titles,
  { explain }: { readonly explain: boolean },
): Reporter {
  const progress = new Progress();
  let lastLine = -Infinity;
  return {
    event(event) {
      const state = progress.take(event);
      const reason = explain ? explainLine(event, titles) : undefined;
      if (reason !== undefined) print(reason);
      if (event.type === 'run-forecast') for (const line of forecastLines(event.forecast, titles)) print(line);
      if (event.type === 'node-mismatch')
        print(
          `${titles(event.node)}: computed again, it differs from the kept result (${event.outputs.join(', ')}; action ${event.key})`,
        );
      else if (event.type === 'node-note') print(`${titles(event.node)}: ${event.message}`);
      else if (event.type === 'node-done' && !event.node.includes('/') && event.origin === 'executed') {
        print(`${titles(event.node)}: done${event.seconds > 0 ? ` in ${formatSeconds(event.seconds)}` : ''}`);
      } else if (state && (performance.now() - lastLine >= PAUSE || state.value === state.max)) {
        lastLine = performance.now();
        print(
          `${titles(state.node)}: step ${state.value} of ${state.max}${state.left === undefined || state.value === state.max ? '' : `, ${formatSeconds(state.left)} left`}`,
        );
      }
    },
    saved: () => {},
    finished({ status, seconds, failures }) {
      for (const line of failureLines(failures, titles)) print(line);
      print(
        `${status === 'done' ? 'Done' : status === 'failed' ? 'Failed' : 'Cancelled'} after ${formatSeconds(seconds)}`,
      );
    },
  };
}
