/** Durations in words, at the edges where the unit or the rounding changes. */
import { describe, expect, it } from 'vitest';
import { formatSeconds } from '../../engine/protocol/duration.ts';

describe('a duration', () => {
  it.each([
    [0, 'under 0.1 s'],
    [0.04, 'under 0.1 s'],
    [0.05, '0.1 s'],
    [3.21, '3.2 s'],
    [9.94, '9.9 s'],
  ])('of %f s has one decimal, and is never 0.0 s', (seconds, words) => {
    expect(formatSeconds(seconds)).toBe(words);
  });

  it.each([
    [9.95, '10 s'],
    [12.4, '12 s'],
    [59.4, '59 s'],
  ])('of %f s is whole seconds', (seconds, words) => {
    expect(formatSeconds(seconds)).toBe(words);
  });

  it.each([
    [59.6, '1 min 0 s'],
    [200, '3 min 20 s'],
    [3599.4, '59 min 59 s'],
  ])('of %f s is minutes and seconds, never 60 s', (seconds, words) => {
    expect(formatSeconds(seconds)).toBe(words);
  });

  it.each([
    [3599.6, '1 h 0 min'],
    [7500, '2 h 5 min'],
    [100 * 3600, '100 h 0 min'],
  ])('of %f s is hours and minutes, never 60 min', (seconds, words) => {
    expect(formatSeconds(seconds)).toBe(words);
  });
});
