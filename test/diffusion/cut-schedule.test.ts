// Parts of schedules, as ComfyUI's KSamplerAdvanced, SplitSigmas and SplitSigmasDenoise cut them.
import { describe, expect, it } from 'vitest';
import {
  cutSchedule,
  signalAtEnd,
  stepOfShare,
  withFirstSigma,
  writtenSchedule,
} from '../../inference/diffusion/schedule/cut-schedule.ts';

const FOUR = { sigmas: [1, 0.75, 0.5, 0.25, 0], shift: 3 };

describe('a part of a schedule', () => {
  it.each([
    [0, 2, true, [1, 0.75, 0.5]],
    [0, 2, false, [1, 0.75, 0]],
    [2, 10_000, false, [0.5, 0.25, 0]],
    [1, 3, true, [0.75, 0.5, 0.25]],
    [0, 4, true, FOUR.sigmas],
    [4, 10_000, false, [0]],
    [3, 2, true, [0.5]],
  ])('from step %i to %i, keeping noise: %s', (start, end, keepsNoise, sigmas) => {
    expect(cutSchedule(FOUR, { start, end, keepsNoise })).toEqual({ sigmas, shift: 3 });
  });

  it.each([
    [0.5, 2],
    [0.6, 2],
    [1, 0],
    [0.375, 2],
    [0, 4],
  ])('that is the share %f begins at step %i, halves rounded to even', (share, step) => {
    expect(stepOfShare(FOUR, share)).toBe(step);
  });

  it('leaves as much of the picture as its last sigma does not take', () => {
    expect([signalAtEnd(FOUR), signalAtEnd({ sigmas: [1, 0.75] })]).toEqual([1, 0.25]);
  });
});

describe('a first sigma', () => {
  it('takes the place of the first, above the second', () => {
    expect(withFirstSigma(FOUR, 0.875).sigmas).toEqual([0.875, 0.75, 0.5, 0.25, 0]);
    expect(() => withFirstSigma(FOUR, 0.75)).toThrow('must be above the second, which is 0.75, got 0.75');
  });
});

describe('a written schedule', () => {
  it('is the numbers of a text, and no more', () => {
    expect(writtenSchedule('1., 0.5;.25\n').sigmas).toEqual([1, 0.5, 0.25]);
    expect(writtenSchedule('1 5e-1 0').sigmas).toEqual([1, 0.5, 0]);
  });

  it.each(['', 'none', '1, 1, 0', '0.5, 0.75', '2, 1, 0', '1, -0.5'])('is refused: "%s"', (text) => {
    expect(() => writtenSchedule(text)).toThrow('Sigmas must fall, from at most 1 to 0');
  });
});
