/** Gaussian blur over a window of a fixed size. */
import type { PixelImage } from './pixels.ts';

/** Values of a picture, row by row, pixel by pixel. */
interface Values extends Omit<PixelImage, 'data'> {
  readonly data: Uint8Array | Float32Array;
}

/**
 * A picture blurred by a Gaussian over `2 * radius + 1` pixels; beyond the edges it counts as mirrored.
 * Source: ComfyUI `ImageBlur` in comfy_extras/nodes_post_processing.py: its Gaussian is sampled on [-1, 1].
 * @param radius in pixels, at least 1.
 * @param sigma standard deviation as a share of the radius.
 * @throws RangeError for a picture that is no larger than the radius: it cannot be mirrored that far.
 */
export function blurred(image: PixelImage, radius: number, sigma: number): PixelImage {
  const rounded = Uint8ClampedArray.from(blurredValues(image, radius, sigma));
  return { ...image, data: new Uint8Array(rounded.buffer) };
}

/** As {@link blurred}, of values of any kind, and not rounded. */
export function blurredValues(image: Values, radius: number, sigma: number): Float32Array {
  const { width, height, channels, data } = image;
  if (Math.min(width, height) <= radius)
    throw new RangeError(
      `A picture of ${width} x ${height} cannot be blurred over ${radius} pixels: its sides must be longer`,
    );
  const weights = gaussian(radius, sigma);
  const [rowStep, step] = [width * channels, channels];
  const across = pass(data, { lines: height, length: width, lineStep: rowStep, step, channels }, weights);
  return pass(across, { lines: width, length: height, lineStep: step, step: rowStep, channels }, weights);
}

/** Weights that add up to 1. A Gaussian of two dimensions is the product of two of one. */
function gaussian(radius: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => {
    const x = (i - radius) / radius;
    return Math.exp((-x * x) / (2 * sigma * sigma));
  });
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

interface Layout {
  /** Rows for the horizontal pass, columns for the vertical one. */
  readonly lines: number;
  readonly length: number;
  readonly lineStep: number;
  /** From one pixel of a line to the next. */
  readonly step: number;
  readonly channels: number;
}

function pass(
  from: Uint8Array | Float32Array,
  { lines, length, lineStep, step, channels }: Layout,
  weights: Float64Array,
): Float32Array {
  const to = new Float32Array(from.length);
  const radius = (weights.length - 1) / 2;
  /** Steps to the pixel that stands at each place from `radius` before a line on. */
  const steps = Int32Array.from({ length: length + 2 * radius }, (_, i) => mirrored(i - radius, length) * step);
  for (let line = 0; line < lines; line += 1) {
    for (let i = 0; i < length; i += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const start = line * lineStep + channel;
        let sum = 0;
        for (let j = 0; j < weights.length; j += 1)
          sum += (weights[j] as number) * (from[start + (steps[i + j] as number)] as number);
        to[start + i * step] = sum;
      }
    }
  }
  return to;
}

/** The place inside a line that a place beyond its ends mirrors; the last pixel itself is not repeated. */
function mirrored(place: number, length: number): number {
  if (place < 0) return -place;
  return place < length ? place : 2 * (length - 1) - place;
}
