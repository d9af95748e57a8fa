/** The colour of ours that comes nearest to one of theirs. */

/** Hues in degrees of the colours that the editor offers, by name. */
export const HUES: readonly (readonly [name: string, hue: number])[] = [
  ['red', 0],
  ['orange', 25],
  ['amber', 45],
  ['lime', 80],
  ['green', 130],
  ['teal', 180],
  ['blue', 215],
  ['violet', 265],
  ['pink', 325],
];

/** Below this share of the largest channel a colour counts as grey. */
const LEAST_CHROMA = 0.12;

/** @param colour as `#rgb` or `#rrggbb`; @returns undefined for anything else. */
export function nearestColour(colour: string | undefined): string | undefined {
  const digits = /^#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))$/i.exec(colour ?? '');
  if (!digits) return undefined;
  const parts = digits.slice(1).filter((part) => part !== undefined);
  const [r = 0, g = 0, b = 0] = parts.map((part) => Number.parseInt(part.length === 1 ? part + part : part, 16));
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const chroma = most - least;
  if (most === 0 || chroma / most < LEAST_CHROMA) return 'grey';
  const hue =
    ((most === r ? (g - b) / chroma : most === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma) * 60 + 360) % 360;
  const apart = (other: number): number => Math.min(Math.abs(hue - other), 360 - Math.abs(hue - other));
  return HUES.toSorted(([, x], [, y]) => apart(x) - apart(y))[0]?.[0];
}
