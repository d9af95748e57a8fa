// Progress on the command line: whole steps, parts of long ones, and the time left.
import { expect, it, vi } from 'vitest';
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
