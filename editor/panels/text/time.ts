/** Times and durations in words, for people. */
import { formatSeconds } from '../../controls/widgets/time.ts';

/** As on the nodes, and in words what is too short to be a number: `under 0.1 s`. */
export function durationText(seconds: number): string {
  return seconds < 0.05 ? 'under 0.1 s' : formatSeconds(seconds);
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
