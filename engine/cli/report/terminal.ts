/**
 * Reports as a progress bar on one line of a terminal, with notes and failures above it. A run of several targets also
 * counts these.
 */
import { formatSeconds } from '../../protocol/duration.ts';
import { Count, countText } from './count.ts';
import { failureLines, noteLine, outcomeLine, readingLine } from './lines.ts';
import { Progress, type ProgressState, stepsText } from './progress.ts';
import type { Reporter, Titles } from './reporter.ts';

/** Characters of the bar. */
const BAR = 24;
const ERASE_LINE = '\r\u001B[K';

export interface Terminal {
  write(text: string): void;
  /** Characters on a line. */
  readonly columns: number;
}

export function terminalReporter(terminal: Terminal, titles: Titles): Reporter {
  const progress = new Progress();
  const count = new Count();
  let [shown, beside] = ['', ''];
  const show = (line: string): void => {
    shown = line;
    terminal.write(ERASE_LINE + (line + beside).slice(0, terminal.columns - 1));
  };
  const above = (line: string): void => terminal.write(`${ERASE_LINE}${line}\n`);
  return {
    event(event) {
      const state = progress.take(event);
      const counted = count.take(event);
      const note = noteLine(event, titles);
      const before = count.isOfMany ? `${countText(count.state)}: ` : '';
      if (note !== undefined) above(note);
      else if (state) show(before + bar(count.isOfMany ? { ...state, left: undefined } : state, titles(state.node)));
      else if (counted && count.isOfMany) show(countText(counted));
      else if (event.type === 'node-started' && !event.node.includes('/'))
        show(`${before}${progress.working.map(titles).join(', ')} ...`);
    },
    // The path takes the place of the bar, which the next event draws below it.
    saved: () => terminal.write(ERASE_LINE),
    reading(reading) {
      const text = reading.done < reading.of ? readingLine(reading) : '';
      beside = reading.isAwaited || text === '' ? '' : `, ${text}`;
      show(reading.isAwaited ? text : shown);
    },
    finished(summary) {
      terminal.write(ERASE_LINE);
      for (const line of failureLines(summary.failures, titles)) above(line);
      above(outcomeLine(summary));
    },
  };
}

function bar({ value, max, left }: ProgressState, title: string): string {
  const filled = Math.round((value / max) * BAR);
  const rest = left === undefined || value === max ? '' : `, ${formatSeconds(left)} left`;
  return `${title} ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${stepsText({ value, max }, '/')}${rest}`;
}
