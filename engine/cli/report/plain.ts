/** Reports in plain lines, for logs and pipes: the nodes of a run of one target, and how many of several are done. */
import { formatSeconds } from '../../protocol/duration.ts';
import type { RunEvent } from '../../run/events.ts';
import { Count, countText } from './count.ts';
import { explainLine, forecastLines } from './explain-text.ts';
import { failureLines, noteLine, outcomeLine, readingLine } from './lines.ts';
import { Progress, type ProgressState, stepsText } from './progress.ts';
import type { Reporter, Titles } from './reporter.ts';

/** Least time between two lines about steps, and between two lines within a step, in milliseconds. */
const PAUSE = { step: 1000, within: 30_000 } as const;
/** Least time between two lines that count targets. */
const COUNT_PAUSE = 1000;
/** Least time between two lines about model files that are read. */
const READING_PAUSE = 5000;

/**
 * @param print writes one line.
 * @param explain whether to say for each node why it is computed or reused.
 */
export function plainReporter(
  print: (line: string) => void,
  titles: Titles,
  { explain }: { readonly explain: boolean },
): Reporter {
  const progress = new Progress();
  const count = new Count();
  let lastStep = performance.now() - PAUSE.step;
  let [lastReading, lastCount] = [-Infinity, -Infinity];
  /**
   * Steps are shown once a second, and the last one always; a long step also twice a minute. Those of many targets are
   * shown twice a minute.
   */
  const stepIsDue = ({ value, max }: ProgressState): boolean => {
    if (value === max && !count.isOfMany) return true;
    return performance.now() - lastStep >= (Number.isInteger(value) && !count.isOfMany ? PAUSE.step : PAUSE.within);
  };
  const countLine = (event: RunEvent): string | undefined => {
    const state = count.take(event);
    if (!state || !count.isOfMany) return undefined;
    if (state.done < state.of && performance.now() - lastCount < COUNT_PAUSE) return undefined;
    lastCount = performance.now();
    return countText(state);
  };
  return {
    event(event) {
      const state = progress.take(event);
      const lines = [
        explain ? explainLine(event, titles) : undefined,
        ...(explain && event.type === 'run-forecast' ? forecastLines(event.forecast, titles) : []),
        noteLine(event, titles),
        countLine(event),
        count.isOfMany ? undefined : doneLine(event, titles),
      ];
      for (const line of lines) if (line !== undefined) print(line);
      if (!state || !stepIsDue(state)) return;
      lastStep = performance.now();
      print(stepLine(state, titles));
    },
    saved: () => {},
    reading(reading) {
      if (!reading.isAwaited || reading.done === reading.of || performance.now() - lastReading < READING_PAUSE) return;
      lastReading = performance.now();
      print(readingLine(reading));
    },
    finished(summary) {
      for (const line of failureLines(summary.failures, titles)) print(line);
      print(outcomeLine(summary));
    },
  };
}

/** For a node of the workflow that was computed; undefined for nested nodes, reused results and other events. */
function doneLine(event: RunEvent, titles: Titles): string | undefined {
  if (event.type !== 'node-done' || event.node.includes('/') || event.origin !== 'executed') return undefined;
  const time = event.seconds > 0 ? ` in ${formatSeconds(event.seconds)}` : '';
  return `${titles(event.node)}: done${time}`;
}

function stepLine({ node, value, max, left }: ProgressState, titles: Titles): string {
  const rest = left === undefined || value === max ? '' : `, ${formatSeconds(left)} left`;
  return `${titles(node)}: ${max === 1 ? '' : 'step '}${stepsText({ value, max }, ' of ')}${rest}`;
}
