/** Durations in words, the same on the command line and in the editor. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Shortest duration that rounds to 0.1 s, in seconds. */
const SHORTEST = 0.05;
/** From here one decimal would round to 10.0, in seconds. */
const WHOLE = 9.95;

/**
 * A duration in words: `under 0.1 s`, `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. Rounds before it picks the unit, so
 * 59.6 s is `1 min 0 s`. Minutes after an hour are rounded down.
 * @param seconds from 0.
 */
export function formatSeconds(seconds: number): string {
  if (seconds < SHORTEST) return 'under 0.1 s';
  if (seconds < WHOLE) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${whole % MINUTE} s`;
  return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
}
