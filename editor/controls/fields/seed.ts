/** 64-bit seeds as strings of decimal digits: numbers of JavaScript lose the last ones. */

export const MAX_SEED = 2n ** 64n - 1n;

/** A seed without leading zeros; undefined when it is none. */
export function parseSeed(text: string): string | undefined {
  const digits = text.replaceAll(/[\s_]/g, '');
  if (!/^\d{1,24}$/.test(digits)) return undefined;
  const seed = BigInt(digits);
  return seed <= MAX_SEED ? seed.toString() : undefined;
}

/** As it is in a workflow, a number or digits; empty when it is no seed. */
export function seedText(value: unknown): string {
  return (typeof value === 'number' && Number.isSafeInteger(value)) || typeof value === 'string'
    ? (parseSeed(String(value)) ?? '')
    : '';
}

/** Below 10^15: easy to read aloud, and no program rounds it. */
export function randomSeed(): string {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (((BigInt(high) << 32n) | BigInt(low)) % 10n ** 15n).toString();
}

/** The next or previous seed, around the ends. */
export function seedPlus(seed: string, by: number): string {
  return BigInt.asUintN(64, BigInt(seed) + BigInt(by)).toString();
}
