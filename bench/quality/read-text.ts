/**
 * Reads the line of text in a picture: the row and the characters whose ink correlates best with the picture. Knows
 * the rows of the world, and where lines of each script start and how wide characters are, but not the expected text.
 */
import { backgroundsOf } from './read.ts';
import { glyphs, LINE, world } from './world.ts';
import type { Glyph } from './world.ts';

const SIDE = world.side;
/** Least mean correlation of a line that counts as read. */
const LEAST = 0.5;

export interface Line {
  readonly string: string;
  readonly row: 'top' | 'center' | 'bottom';
  readonly score: number;
}

/** Distance of each pixel from the background of its half of the row, 0 to 441. */
function inkOf(picture: Uint8Array): Float32Array {
  const halfOf = (x: number, y: number): number => y * 2 + Math.floor((x * 2) / SIDE);
  const grounds = backgroundsOf(picture, SIDE * 2, halfOf).map((name) => world.backgrounds[name] ?? [0, 0, 0]);
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
    Math.hypot(
      ...(grounds[halfOf(i % SIDE, Math.floor(i / SIDE))] ?? [0, 0, 0]).map(
        (value, c) => value - (picture[i * 3 + c] ?? 0),
      ),
    ),
  );
}

/** Pearson correlation of a glyph with the ink at a place. */
function correlation({ width, ink }: Glyph, row: Float32Array, left: number): number {
  const count = width * LINE;
  const seen = Float32Array.from(
    { length: count },
    (_, i) => row[Math.floor(i / width) * SIDE + left + (i % width)] ?? 0,
  );
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / count;
  const [a, b] = [mean(ink), mean(seen)];
  let [ab, aa, bb] = [0, 0, 0];
  ink.forEach((value, i) => {
    const [p, q] = [value - a, (seen[i] ?? 0) - b];
    ab += p * q;
    aa += p * p;
    bb += q * q;
  });
  return bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

/** The line of the picture; undefined when there is none. */
export function readText(picture: Uint8Array): Line | undefined {
  const inks = inkOf(picture);
  let best: Line | undefined;
  for (const [row, top] of Object.entries(world.rows)) {
    const ink = inks.subarray(top * SIDE, (top + LINE) * SIDE);
    const total = ink.reduce((sum, value) => sum + value, 0);
    for (const width of new Set(glyphs.map((glyph) => glyph.width))) {
      const alphabet = glyphs.filter((glyph) => glyph.width === width);
      const left = alphabet[0]?.left ?? 0;
      for (let count = 1; count <= Math.min(6, Math.floor((SIDE - left) / width)); count += 1) {
        const covered = ink.reduce(
          (sum, value, i) => (i % SIDE >= left && i % SIDE < left + count * width ? sum + value : sum),
          0,
        );
        const chosen = Array.from({ length: count }, (_, k) =>
          alphabet
            .map((glyph) => ({ char: glyph.char, score: correlation(glyph, ink, left + k * width) }))
            .reduce((a, b) => (b.score > a.score ? b : a)),
        );
        const score = (chosen.reduce((sum, c) => sum + c.score, 0) / count) * (total === 0 ? 0 : covered / total);
        if (score > (best?.score ?? LEAST))
          best = { string: chosen.map((c) => c.char).join(''), row: row as Line['row'], score };
      }
    }
  }
  return best;
}
