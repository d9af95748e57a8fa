/** Short texts that several parts of the editor need. */
import { formatSeconds } from '../engine/protocol/index.ts';
import { said } from './i18n/said.ts';
import { msg, t } from './i18n/t.ts';

/** The message of anything that was thrown, in the user's language where it has been translated. */
export function messageOf(error: unknown): string {
  return said(error instanceof Error ? error.message : String(error));
}

/** Units of sizes, each a thousand of the one before, as pages of models show them. */
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `41.2 GB`, `254 MB`: three digits at most. */
export function bytesText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 100 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

/** The only duration in words; the others are numbers with units that every language writes. */
const SHORTEST = msg('under 0.1 s');

/** A duration as `formatSeconds` writes it, in the user's language. @param seconds from 0. */
export function timeText(seconds: number): string {
  const text = formatSeconds(seconds);
  return text === SHORTEST ? t(SHORTEST) : text;
}
