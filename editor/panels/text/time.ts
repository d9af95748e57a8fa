/** Times and durations in words, for people. */

/** @param seconds e.g. `0.4 s`, `12 s`, `3 min 05 s`, `1 h 04 min`. */
export function durationText(seconds: number): string {
  if (seconds < 0.05) return '0 s';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/**
 * When something was, seen from now: `just now`, `4 min ago`, `14:02` today, else `Nov 26, 14:02`.
 * @param time and `now` in milliseconds since the epoch.
 */
export function agoText(time: number, now: number): string {
  const seconds = (now - time) / 1000;
  if (seconds < 45) return 'just now';
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  const [then, today] = [new Date(time), new Date(now)];
  const clock = then.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
  if (then.toDateString() === today.toDateString()) return clock;
  const year = then.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return `${then.toLocaleDateString('en', { month: 'short', day: 'numeric', ...year })}, ${clock}`;
}

/**
 * Seconds that are left by the part that is done, as long as that says something.
 * @param progress part of the work, 0 to 1.
 * @param elapsed seconds.
 */
export function secondsLeft(progress: number | undefined, elapsed: number): number | undefined {
  if (progress === undefined || progress < 0.04 || progress >= 1 || elapsed < 0.5) return undefined;
  return (elapsed * (1 - progress)) / progress;
}
