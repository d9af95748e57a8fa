/** 64-bit seeds as strings of decimal digits, because a JavaScript number cannot hold all of them. */
import { halfWidth } from './number/half-width.ts';

export const MAX_SEED = 2n ** 64n - 1n;

/**
 * Reads a seed, ignoring spaces and underscores. Full-width digits count as the usual ones.
 * @returns its digits without leading zeros; undefined if it is none.
 */
export function parseSeed(text: string): string | undefined {
  const digits = halfWidth(text).replaceAll(/[\s_]/g, '');
  if (!/^\d{1,24}$/.test(digits)) return undefined;
  const seed = BigInt(digits);
  return seed <= MAX_SEED ? seed.toString() : undefined;
}

/** The digits of a seed in a workflow, which is a number or a string. Empty for any other value. */
export function seedText(value: unknown): string {
  return (typeof value === 'number' && Number.isSafeInteger(value)) || typeof value === 'string'
    ? (parseSeed(String(value)) ?? '')
    : '';
}

/** A random seed below 10^15: short to read, and exact even in programs that use doubles. */
export function randomSeed(): string {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (((BigInt(high) << 32n) | BigInt(low)) % 10n ** 15n).toString();
}

/** Adds to a seed, wrapping around at 0 and 2^64. */
export function seedPlus(seed: string, by: number): string {
  return BigInt.asUintN(64, BigInt(seed) + BigInt(by)).toString();
}
