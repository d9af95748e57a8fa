/** Sizes in bytes as people write them: `12GiB`, `800M`, `4096`. */
import { UsageError } from './usage-error.ts';

/** Bytes of a unit. Units are powers of 1024, with or without `i` and `B`. */
const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, 'k': 2 ** 10, 'm': 2 ** 20, 'g': 2 ** 30, 't': 2 ** 40 };

/**
 * @param option the option the text was given to, for the error message.
 * @returns whole bytes, above 0.
 * @throws UsageError for text that is not a size.
 */
export function readBytes(option: string, text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNIT_BYTES[unit.toLowerCase()] ?? Number.NaN);
  if (bytes > 0) return Math.floor(bytes);
  throw new UsageError(`${option}: expected a size such as 12GiB or 800M, got "${text}"`);
}
