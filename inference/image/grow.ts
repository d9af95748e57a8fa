/** Widens and narrows masks. */
import type { PixelMask } from './mask.ts';

/**
 * Widens the white of a mask on every side. Beyond its edges the mask counts as continued.
 * @param pixels a negative number narrows it.
 */
export function growMask({ width, height, data }: PixelMask, pixels: number): PixelMask {
  const pick = pixels < 0 ? Math.min : Math.max;
  const reach = Math.abs(pixels);
  const wide = spread(data, { lines: height, length: width, lineStride: width, step: 1 }, reach, pick);
  const grown = spread(wide, { lines: width, length: height, lineStride: 1, step: width }, reach, pick);
  return { width, height, data: grown };
}

interface Layout {
  readonly lines: number;
  readonly length: number;
  readonly lineStride: number;
  readonly step: number;
}

/**
 * The extreme of every window of 2 * reach + 1 values of a line. Works by blocks, so that a wide reach costs no more.
 * Source: M. van Herk, "A fast algorithm for local minimum and maximum filters", 1992.
 */
function spread(
  data: Uint8Array,
  { lines, length, lineStride, step }: Layout,
  reach: number,
  pick: (a: number, b: number) => number,
): Uint8Array {
  if (reach === 0) return data;
  const window = 2 * reach + 1;
  const out = new Uint8Array(data.length);
  const padded = new Uint8Array(length + 2 * reach);
  const [ahead, behind] = [new Uint8Array(padded.length), new Uint8Array(padded.length)];
  for (let line = 0; line < lines; line += 1) {
    for (let i = 0; i < padded.length; i += 1)
      padded[i] = data[line * lineStride + Math.min(length - 1, Math.max(0, i - reach)) * step] ?? 0;
    for (let i = 0; i < padded.length; i += 1)
      ahead[i] = i % window === 0 ? (padded[i] ?? 0) : pick(ahead[i - 1] ?? 0, padded[i] ?? 0);
    for (let i = padded.length - 1; i >= 0; i -= 1) {
      behind[i] =
        i === padded.length - 1 || (i + 1) % window === 0 ? (padded[i] ?? 0) : pick(behind[i + 1] ?? 0, padded[i] ?? 0);
    }
    for (let i = 0; i < length; i += 1)
      out[line * lineStride + i * step] = pick(behind[i] ?? 0, ahead[i + window - 1] ?? 0);
  }
  return out;
}
