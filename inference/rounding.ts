/** Rounding as the reference implementations do it. */

/** Nearest integer; halves go to the even neighbour, as in Python and numpy. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
