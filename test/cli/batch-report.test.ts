/** What a batch says while it works: pictures and time on the error output, paths or JSON on the other. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchReporter } from '../../engine/cli/report/batch-report.ts';
import type { BatchEvent } from '../../engine/host/batch/carry-out.ts';

const origin = { index: 0, line: 3, values: {}, time: '2026-11-30T20:00:00.000Z' };
const made = (name: string): BatchEvent => ({
  type: 'made',
  record: { ...origin, name, file: `${name}.png`, digest: 'd', seconds: 1, cached: false, key: 'k' },
});
const failed: BatchEvent = { type: 'failed', record: { ...origin, name: 'b', error: 'out of ink' } };

/** A report on a terminal or elsewhere, and a clock in seconds. */
function reporting(values: { readonly json?: boolean; readonly quiet?: boolean }, terminal = false) {
  const [printed, said, shown]: string[][] = [[], [], []];
  const clock = { seconds: 0 };
  const reporter = batchReporter(
    values,
    { table: 'p.csv', folder: 'out' },
    {
      print: (line) => printed?.push(line),
      say: (line) => said?.push(line),
      show: terminal ? (text) => shown?.push(text) : undefined,
      now: () => clock.seconds * 1000,
    },
  );
  return { reporter, clock, printed, said, shown };
}

const survey = { files: 100, bad: 0, unused: [] };

describe('on a terminal', () => {
  it('counts pictures, and the time that is left at their pace', () => {
    const { reporter, clock, shown, printed } = reporting({}, true);
    reporter.started(survey);
    for (let i = 0; i < 36; i++) reporter.event({ type: 'skipped', name: `old ${i}` });
    clock.seconds = 20;
    reporter.event(made('a'));
    expect(shown?.at(-1)).toBe('37 of 100, 21 min 0 s left');
    clock.seconds = 30;
    reporter.event({ type: 'progress', name: 'b', done: 0.5 });
    // 30 s for one and a half pictures.
    expect(shown?.at(-1)).toBe('37 of 100, 20 min 50 s left');
    expect(printed).toEqual([join('out', 'a.png')]);
  });
});

describe('elsewhere', () => {
  it('says how far it is every 5 s, each failure, and how it ended', () => {
    const { reporter, clock, said } = reporting({});
    reporter.started({ files: 4, bad: 0, unused: ['tag'] });
    for (const seconds of [1, 2, 10]) {
      clock.seconds = seconds;
      reporter.event(made(`a${seconds}`));
    }
    reporter.event(failed);
    expect(reporter.finished(false)).toBe('failed');
    expect(said).toEqual([
      'Columns that set nothing, and travel to the manifest: tag',
      '1 of 4, 3.0 s left',
      '3 of 4, 3.3 s left',
      'p.csv:3: out of ink',
      '4 settled after 10 s: 3 made, 0 there already, 1 failed',
      `Failed: p.csv, lines 3. The reasons are in ${join('out', 'manifest.jsonl')}`,
    ]);
  });

  it('says how to go on after an interruption', () => {
    const { reporter, said } = reporting({});
    reporter.started(survey);
    reporter.event({ type: 'skipped', name: 'a' });
    expect(reporter.finished(true)).toBe('cancelled');
    expect(said?.at(-1)).toBe('Interrupted: 1 of 100 are settled. The same command goes on from there');
  });

  it('prints only paths when it is quiet, and failures', () => {
    const { reporter, said, printed } = reporting({ quiet: true });
    reporter.started({ ...survey, unused: ['tag'] });
    reporter.event(made('a'));
    reporter.event(failed);
    expect(printed).toEqual([join('out', 'a.png')]);
    expect(said).toEqual(['p.csv:3: out of ink']);
  });
});

it('tells programs each picture with its values and how far the batch is', () => {
  const { reporter, clock, printed, said } = reporting({ json: true });
  reporter.started(survey);
  clock.seconds = 2;
  reporter.event({ type: 'progress', name: 'a', done: 0.5 });
  reporter.event(made('a'));
  reporter.event(failed);
  reporter.event({ type: 'skipped', name: 'c' });
  reporter.finished(false);
  expect(printed?.map((line) => JSON.parse(line) as object)).toMatchObject([
    { type: 'batch-started', files: 100 },
    { type: 'picture-made', path: join('out', 'a.png'), values: {}, digest: 'd', done: 1, of: 100, left: 198 },
    { type: 'picture-failed', error: 'out of ink', line: 3, done: 2 },
    { type: 'picture-skipped', name: 'c', done: 3 },
    { type: 'batch-finished', status: 'failed', made: 1, skipped: 1, failed: 1 },
  ]);
  expect(said).toEqual([]);
});
