/** Days as people write them: `30` or `30d`. */
import { UsageError } from '../usage-error.ts';

/** Milliseconds. */
const DAY = 24 * 3600 * 1000;

/**
 * @param option the option the text was given to, for the error message.
 * @returns milliseconds, from 0.
 * @throws UsageError for text that is not a number of days.
 */
export function readDays(option: string, text: string): number {
  const days = Number(text.replace(/d$/, ''));
  if (text.trim() !== '' && days >= 0) return days * DAY;
  throw new UsageError(`${option}: expected a number of days, got "${text}"`);
}
