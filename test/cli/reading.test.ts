/** What the command line shows of model files that are read beside a run. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { jsonReporter } from '../../engine/cli/report/json.ts';
import { plainReporter } from '../../engine/cli/report/plain.ts';
import { terminalReporter } from '../../engine/cli/report/terminal.ts';
import type { ModelReading } from '../../engine/protocol/index.ts';

const beside: ModelReading = { done: 2 ** 30, of: 4 * 2 ** 30, left: undefined, isAwaited: false };
const awaited: ModelReading = { ...beside, left: 40, isAwaited: true };
const SENTENCE = 'Reading the models, to name them in the picture: 1.0 GiB of 4.0 GiB, 40 s left';

afterEach(() => vi.useRealTimers());

describe('the reading of models', () => {
  it('stands behind the progress of the run on a terminal, and in its place while the picture waits', () => {
    const written: string[] = [];
    const terminal = { write: (text: string) => void written.push(text.replace('\r\u001B[K', '')), columns: 120 };
    const reporter = terminalReporter(terminal, (node) => node);
    reporter.event({ type: 'node-started', node: 'denoise', run: 'r', sequence: 0, time: 0 });
    reporter.reading(beside);
    reporter.reading(awaited);
    reporter.reading({ ...awaited, done: awaited.of });
    expect(written).toEqual(['denoise ...', 'denoise ..., models read: 1.0 GiB of 4.0 GiB', SENTENCE, '']);
  });

  it('is a line from time to time elsewhere, only while the picture waits', () => {
    vi.useFakeTimers();
    const lines: string[] = [];
    const reporter = plainReporter(
      (line) => lines.push(line),
      (node) => node,
      { explain: false },
    );
    for (const reading of [beside, awaited, awaited]) reporter.reading(reading);
    expect(lines).toEqual([SENTENCE]);
    vi.advanceTimersByTime(5000);
    reporter.reading(awaited);
    expect(lines).toEqual([SENTENCE, SENTENCE]);
  });

  it('is an event for programs', () => {
    const lines: string[] = [];
    jsonReporter((line) => lines.push(line)).reading(awaited);
    expect(lines).toEqual([JSON.stringify({ type: 'models-reading', ...awaited })]);
  });
});
