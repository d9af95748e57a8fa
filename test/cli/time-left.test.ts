/** The time that is left of a node: by the forecast first, then by its own steps and parts of steps. */
import { describe, expect, it } from 'vitest';
import { Progress } from '../../engine/cli/report/progress.ts';
import { TimeLeft } from '../../engine/cli/report/time-left.ts';
import type { RunEventBody } from '../../engine/run/events.ts';

/** A clock that is set by hand, in seconds. */
function timing(expected?: number): { readonly times: TimeLeft; readonly at: (seconds: number) => TimeLeft } {
  let now = 0;
  const times = new TimeLeft(expected, () => now * 1000);
  return { times, at: (seconds) => ((now = seconds), times) };
}

describe('the time left', () => {
  it('is the forecast before anything is computed, and unknown without one', () => {
    expect(timing(50).times.advanced(0, 10)).toBe(50);
    expect(timing().times.advanced(0, 10)).toBeUndefined();
  });

  it('goes by computed steps as soon as there is one, whatever the forecast was', () => {
    const { times, at } = timing(1000);
    times.started();
    expect(at(2).advanced(1, 10)).toBe(18);
    times.started();
    expect(at(6).advanced(2, 10)).toBe(24);
  });

  it('is corrected by the parts of the first step, the more of it is done', () => {
    // Forecast: 10 s a step. A quarter of the step takes 5 s, so a step takes 20 s.
    const { times, at } = timing(100);
    times.started();
    expect(at(5).advanced(0.25, 10)).toBeCloseTo(9.75 * (0.25 * 20 + 0.75 * 10));
    expect(at(10).advanced(0.5, 10)).toBeCloseTo(9.5 * (0.5 * 20 + 0.5 * 10));
    expect(at(20).advanced(1, 10)).toBeCloseTo(9 * 20);
  });

  it('does not count reused steps', () => {
    const { times, at } = timing(100);
    expect(times.advanced(4, 10)).toBe(60);
    at(1).started();
    expect(at(3).advanced(5, 10)).toBe(10);
  });
});

it('follows the forecast of a run from its events', () => {
  const progress = new Progress();
  const take = (event: RunEventBody) => progress.take({ run: 'r', sequence: 0, time: 0, ...event });
  const why = { kind: 'first-time' } as const;
  const nodes = [{ node: 'denoise', type: 'denoise', action: 'run', why, seconds: 40 }] as const;
  take({ type: 'run-forecast', forecast: { nodes, seconds: 40, unknown: 0 } });
  expect(take({ type: 'node-progress', node: 'denoise', value: 0, max: 4 })).toMatchObject({ left: 40 });
});
