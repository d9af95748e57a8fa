/** Shows how far a loading is: a bar on a terminal, a line from time to time elsewhere. */
import { basename } from 'node:path';
import { formatBytes } from '../../../inference/index.ts';
import { formatSeconds } from '../../protocol/duration.ts';

/** Characters of the bar. */
const BAR = 24;
const ERASE_LINE = '\r\u001B[K';
/** Milliseconds between two looks of the bar, and between two lines. */
const OFTEN = { bar: 100, line: 30_000 } as const;
/** Milliseconds after which the speed says something about the time left. */
const SETTLED = 2000;

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface DownloadReporter {
  /**
   * @param path of the file that is loaded.
   * @param done bytes that are there.
   * @param of bytes in all.
   */
  readonly report: (path: string, done: number, of: number) => void;
  /** Takes the bar away. */
  readonly finished: () => void;
}

/** @param now milliseconds, from any origin. */
export function downloadReporter(output: Output, now: () => number = () => performance.now()): DownloadReporter {
  const { isTTY: isTerminal = false, columns = 80 } = output;
  let first: { readonly time: number; readonly done: number } | undefined;
  let shown = -Infinity;
  let file = '';
  return {
    report(path, done, of) {
      const time = now();
      first ??= { time, done };
      if (path === file && done < of && time - shown < (isTerminal ? OFTEN.bar : OFTEN.line)) return;
      [shown, file] = [time, path];
      const speed = time - first.time < SETTLED ? 0 : (done - first.done) / (time - first.time);
      const left = speed > 0 && done < of ? `, ${formatSeconds((of - done) / speed / 1000)} left` : '';
      const line = `${formatBytes(done)} of ${formatBytes(of)}${left}`;
      if (!isTerminal) output.write(`${basename(path)}: ${line}\n`);
      else output.write(ERASE_LINE + `${bar(done / of)} ${line}  ${basename(path)}`.slice(0, columns - 1));
    },
    finished() {
      if (isTerminal && first) output.write(ERASE_LINE);
    },
  };
}

function bar(share: number): string {
  const filled = Math.round(share * BAR);
  return '█'.repeat(filled) + '░'.repeat(BAR - filled);
}
