/** Points in time in words, and time left. */
import { language } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';

/**
 * A past point in time: `just now`, `4 min ago`, `14:02` for today, or else `Nov 26, 14:02`.
 * @param time and `now` in milliseconds since the epoch.
 */
export function agoText(time: number, now: number): string {
  const seconds = (now - time) / 1000;
  if (seconds < 45) return t('just now');
  if (seconds < 3600) return t('{minutes} min ago', { minutes: Math.max(1, Math.round(seconds / 60)) });
  const [then, today] = [new Date(time), new Date(now)];
  const clock = then.toLocaleTimeString(language.value, { hour: '2-digit', minute: '2-digit', hour12: false });
  if (then.toDateString() === today.toDateString()) return clock;
  const year = then.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return `${then.toLocaleDateString(language.value, { month: 'short', day: 'numeric', ...year })}, ${clock}`;
}

/**
 * Estimates the seconds left from the part that is done.
 * @param progress part of the work that is done, 0 to 1.
 * @param elapsed seconds.
 * @returns undefined while the estimate would be worthless.
 */
export function secondsLeft(progress: number | undefined, elapsed: number): number | undefined {
  if (progress === undefined || progress < 0.04 || progress >= 1 || elapsed < 0.5) return undefined;
  return (elapsed * (1 - progress)) / progress;
}
