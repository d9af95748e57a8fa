/** Plain lines, for logs and pipes. */
import { Progress } from './progress.ts';
import { failureLines, formatSeconds, type Reporter, type Titles } from './reporter.ts';

/** Least time between two lines about steps, in milliseconds. */
const PAUSE = 1000;

/** @param print writes one line. */
export function plainReporter(print: (line: string) => void, titles: Titles): Reporter {
  const progress = new Progress();
  let lastLine = -Infinity;
  return {
    event(event) {
      const state = progress.take(event);
      if (event.type === 'node-note') print(`${titles(event.node)}: ${event.message}`);
      else if (event.type === 'node-done' && !event.node.includes('/') && event.origin === 'executed') {
        print(`${titles(event.node)}: done${event.seconds > 0 ? ` in ${formatSeconds(event.seconds)}` : ''}`);
      } else if (state && (performance.now() - lastLine >= PAUSE || state.value === state.max)) {
        lastLine = performance.now();
        print(`${titles(state.node)}: step ${state.value} of ${state.max}${state.left === undefined || state.value === state.max ? '' : `, ${formatSeconds(state.left)} left`}`);
      }
    },
    saved: () => {},
    finished({ status, seconds, failures }) {
      for (const line of failureLines(failures, titles)) print(line);
      print(`${status === 'done' ? 'Done' : status === 'failed' ? 'Failed' : 'Cancelled'} after ${formatSeconds(seconds)}`);
    },
  };
}
