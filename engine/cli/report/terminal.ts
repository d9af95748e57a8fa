/** A progress bar on one line of a terminal, notes and failures above it. */
import { formatSeconds } from '../../protocol/duration.ts';
import { Progress, type ProgressState } from './progress.ts';
import { failureLines, type Reporter, type Titles } from './reporter.ts';

const BAR = 24;
const ERASE_LINE = '\r\u001B[K';

export interface Terminal {
  write(text: string): void;
  readonly columns: number;
}

export function terminalReporter(terminal: Terminal, titles: Titles): Reporter {
  const progress = new Progress();
  const show = (line: string): void => terminal.write(ERASE_LINE + line.slice(0, terminal.columns - 1));
  const above = (line: string): void => terminal.write(`${ERASE_LINE}${line}\n`);
  return {
    event(event) {
      const state = progress.take(event);
      if (event.type === 'node-mismatch')
        above(
          `${titles(event.node)}: computed again, it differs from the kept result (${event.outputs.join(', ')}; action ${event.key})`,
        );
      else if (event.type === 'node-note') above(`${titles(event.node)}: ${event.message}`);
      else if (state) show(bar(state, titles(state.node)));
      else if (event.type === 'node-started' && !event.node.includes('/'))
        show(`${progress.working.map(titles).join(', ')} ...`);
    },
    saved: () => {},
    finished({ status, seconds, failures }) {
      terminal.write(ERASE_LINE);
      for (const line of failureLines(failures, titles)) above(line);
      above(
        `${status === 'done' ? 'Done' : status === 'failed' ? 'Failed' : 'Cancelled'} after ${formatSeconds(seconds)}`,
      );
    },
  };
}

function bar({ value, max, left }: ProgressState, title: string): string {
  const filled = Math.round((value / max) * BAR);
  const rest = left === undefined || value === max ? '' : `, ${formatSeconds(left)} left`;
  return `${title} ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${value}/${max}${rest}`;
}
