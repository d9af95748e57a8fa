// Progress on the command line: whole steps, parts of long ones, the number of pictures, and the time left.
import { expect, it, vi } from 'vitest';
import { Count, countText } from '../../engine/cli/report/count.ts';
import { jsonReporter } from '../../engine/cli/report/json.ts';
import { plainReporter } from '../../engine/cli/report/plain.ts';
import { terminalReporter } from '../../engine/cli/report/terminal.ts';
import { TimeLeft } from '../../engine/cli/report/time-left.ts';
import type { RunEvent, RunEventBody } from '../../engine/run/events.ts';

const event = (body: RunEventBody): RunEvent => ({ ...body, run: 'r', sequence: 0, time: 0 });
const at = (value: number, max = 4): RunEvent => event({ type: 'node-progress', node: 'denoise', value, max });
const titles = (): string => 'Denoise';

it('counts the time of the part of a step that is done', () => {
  let now = 0;
  const times = new TimeLeft(undefined, () => now);
  times.started();
  now = 5000;
  // A quarter of a step took 5 s.
  expect(times.advanced(0.25, 4)).toBe(75);
  now = 16_000;
  expect(times.advanced(1, 4)).toBe(48);
  // A reused step counts for nothing.
  expect(times.advanced(2, 4)).toBe(32);
  times.started();
  now = 24_000;
  // A step and a half in 24 s.
  expect(times.advanced(2.5, 4)).toBe(24);
});

it('shows tenths of steps on a terminal, and percents of a node that is one step', () => {
  let shown = '';
  const reporter = terminalReporter({ write: (text) => void (shown = text), columns: 80 }, titles);
  reporter.event(at(0.26));
  expect(shown).toContain('Denoise ██░░░░░░░░░░░░░░░░░░░░░░ 0.2/4');
  reporter.event(at(3));
  expect(shown).toContain('3/4');
  reporter.event(at(0.5, 1));
  expect(shown).toContain(' 50 %');
});

it('prints a text when it is written', () => {
  const lines: string[] = [];
  const reporter = plainReporter((line) => void lines.push(line), titles, { explain: false });
  const text = 'A red fox in the snow';
  reporter.event(event({ type: 'node-progress', node: 'caption', value: 0.5, max: 1, text: 'A red' }));
  reporter.event(event({ type: 'node-progress', node: 'caption', value: 1, max: 1, text }));
  expect(lines.filter((line) => line.includes('A red'))).toEqual([`Denoise: ${text}`]);
});

it('prints a line within a step only now and then', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const lines: string[] = [];
  const reporter = plainReporter((line) => lines.push(line), titles, { explain: false });
  for (const value of [0.25, 0.5, 1]) reporter.event(at(value));
  vi.advanceTimersByTime(29_000);
  reporter.event(at(1.25));
  vi.advanceTimersByTime(2000);
  reporter.event(at(1.5));
  reporter.event(at(4));
  vi.useRealTimers();
  expect(lines).toEqual(['Denoise: step 1 of 4', 'Denoise: step 1.5 of 4', 'Denoise: step 4 of 4']);
});

const TARGETS = ['a', 'b', 'c', 'd'];
const begin = event({ type: 'run-started', nodes: TARGETS, targets: TARGETS });
const starts = (node: string): RunEvent => event({ type: 'node-started', node });
const done = (node: string): RunEvent => event({ type: 'node-done', node, origin: 'executed', seconds: 1 });

it('counts pictures, and forgets how long the first took, which loads models', () => {
  let now = 0;
  const count = new Count(() => now);
  const tell = (what: RunEvent, seconds: number): string | undefined => {
    now = seconds * 1000;
    const state = count.take(what);
    return state && countText(state);
  };
  expect(tell(begin, 0)).toBeUndefined();
  const node = (name: string): RunEvent => starts(`${name}/step`);
  expect(tell(node('a'), 1)).toBeUndefined();
  expect(tell(done('a'), 101)).toBe('1 of 4, 5 min 0 s left');
  expect(tell(done('b'), 111)).toBe('2 of 4, 20 s left');
  // Nodes of expansions are no pictures.
  expect(tell(done('c/step'), 112)).toBeUndefined();
  expect(tell(event({ type: 'node-failed', node: 'c', failure: { node: 'c', type: '', message: '' } }), 121)).toBe(
    '3 of 4, 10 s left',
  );
  expect(tell(done('d'), 131)).toBe('4 of 4');
});

it('counts known pictures as no time, and begins with the forecast', () => {
  let now = 0;
  const count = new Count(() => now);
  count.take(begin);
  const run = (node: string) => ({ node, type: '', action: 'run', why: { kind: 'first-time' }, seconds: 30 }) as const;
  const nodes = [{ node: 'a', type: '', action: 'reuse', tier: 'disk' } as const, ...['b', 'c', 'd'].map(run)];
  count.take(event({ type: 'run-forecast', forecast: { nodes, seconds: 90, unknown: 0 } }));
  expect(count.state).toEqual({ done: 0, of: 4, left: 90 });
  expect(count.take(event({ type: 'node-done', node: 'a', origin: 'disk', seconds: 0 }))?.left).toBe(90);
  count.take(starts('b'));
  now = 20_000;
  expect(count.take(done('b'))?.left).toBe(40);
});

it('shows the count in every kind of report', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const [plain, json]: [string[], string[]] = [[], []];
  let shown = '';
  const reporters = [
    plainReporter((line) => plain.push(line), titles, { explain: false }),
    terminalReporter({ write: (text) => void (shown = text), columns: 80 }, titles),
    jsonReporter((line) => json.push(line)),
  ];
  const tell = (what: RunEvent): void => reporters.forEach((reporter) => reporter.event(what));
  tell(begin);
  tell(starts('a/step'));
  vi.advanceTimersByTime(10_000);
  tell(done('a'));
  expect(shown).toContain('1 of 4, 30 s left');
  tell(at(2));
  expect(shown).toContain('1 of 4, 30 s left: Denoise ████████████░░░░░░░░░░░░ 2/4');
  vi.advanceTimersByTime(10_000);
  for (const target of ['b', 'c', 'd']) tell(done(target));
  vi.useRealTimers();
  expect(plain).toEqual(['1 of 4, 30 s left', '2 of 4, 20 s left', '4 of 4']);
  const counts = json.map((line) => JSON.parse(line) as object).filter((line) => 'of' in line);
  expect(counts[1]).toEqual({ type: 'run-progress', done: 2, of: 4, left: 20 });
  reporters[2]?.saved('save#1', { path: 'out/a.png', isNew: true }, { seed: '2' });
  const saved = { type: 'file-saved', node: 'save#1', path: 'out/a.png', isNew: true, values: { seed: '2' } };
  expect(JSON.parse(json.at(-1) ?? '')).toEqual(saved);
});
