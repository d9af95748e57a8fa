/** Fits colours of decoded pictures to latents, by least squares. */
import type { LatentColours } from '../../inference/diffusion/preview.ts';
import type { PixelImage } from '../../inference/image/pixels.ts';
import type { Tensor } from '../../inference/tensor.ts';

type Rgb = [number, number, number];

export interface ColourSample {
  /** Normalised [1, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
  /** Mean colour in [-1, 1] for each latent pixel, row by row. */
  readonly colours: readonly Rgb[];
}

/** The mean of the pixels that each latent pixel covers, in [-1, 1]. */
export function meanColours({ width, height, channels, data }: PixelImage, { dims }: Tensor<'float32'>): Rgb[] {
  const [, , rows = 1, columns = 1] = dims;
  const [stepX, stepY] = [width / columns, height / rows];
  return Array.from({ length: rows * columns }, (_, place) => {
    const [left, top] = [(place % columns) * stepX, Math.floor(place / columns) * stepY];
    const mean: Rgb = [0, 0, 0];
    for (let y = top; y < top + stepY; y += 1)
      for (let x = left; x < left + stepX; x += 1)
        for (const c of [0, 1, 2] as const) mean[c] += data[(y * width + x) * channels + c] ?? 0;
    return mean.map((sum) => (sum / (stepX * stepY) / 255) * 2 - 1) as Rgb;
  });
}

/** A little weight on small factors, so that channels which the samples do not vary stay near 0. */
const RIDGE = 1e-3;

export function fitColours(samples: readonly ColourSample[]): LatentColours {
  const channels = samples[0]?.latents.dims[1] ?? 0;
  const size = channels + 1;
  // One row for each unknown: the normal equations, then the right side of each colour.
  const rows = Array.from({ length: size }, () => Array<number>(size + 3).fill(0));
  for (const { latents, colours } of samples) {
    for (const [place, colour] of colours.entries()) {
      const known = Array.from({ length: size }, (_, c) =>
        c < channels ? (latents.data[c * colours.length + place] ?? 0) : 1,
      );
      for (const [i, row] of rows.entries())
        for (const [j, value] of [...known, ...colour].entries()) row[j] = (row[j] ?? 0) + (known[i] ?? 0) * value;
    }
  }
  const total = samples.reduce((sum, { colours }) => sum + colours.length, 0);
  for (let c = 0; c < channels; c += 1) (rows[c] as number[])[c] = (rows[c]?.[c] ?? 0) + RIDGE * total;
  const solved = solve(rows).map((row) => row.map((value) => Number(value.toFixed(4))) as Rgb);
  return { channels: solved.slice(0, channels), bias: solved[channels] ?? [0, 0, 0] };
}

/**
 * Gauss and Jordan with pivots.
 * @param rows a square matrix with right sides.
 * @returns the right sides of the solution.
 */
function solve(rows: readonly number[][]): number[][] {
  const left = rows.map((row) => [...row]);
  const size = left.length;
  for (let at = 0; at < size; at += 1) {
    const pivot = left.slice(at).reduce((a, b) => (Math.abs(b[at] ?? 0) > Math.abs(a[at] ?? 0) ? b : a));
    left.splice(left.indexOf(pivot), 1);
    left.splice(
      at,
      0,
      pivot.map((value) => value / (pivot[at] ?? 1)),
    );
    for (const [index, row] of left.entries()) {
      const factor = row[at] ?? 0;
      if (index !== at) left[index] = row.map((value, j) => value - factor * (left[at]?.[j] ?? 0));
    }
  }
  return left.map((row) => row.slice(size));
}
