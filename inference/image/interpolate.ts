/**
 * Resizing as PyTorch's `interpolate` does it, which is how ComfyUI scales pictures: separable, without antialiasing.
 * Source: ATen `native/UpSample.h` (`area_pixel_compute_source_index`, `get_cubic_upsample_coefficients`,
 * `nearest_neighbor_exact_compute_source_index`) and `native/AdaptiveAveragePooling.cpp`.
 */
import type { PixelImage } from './pixels.ts';

/** The modes of `interpolate`, by name, with `align_corners=False`. */
export const INTERPOLATIONS = ['nearest-exact', 'bilinear', 'area', 'bicubic'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

/** The source pixels of each target pixel: `most` of them, from `i * most` on. Weights of unused ones are 0. */
interface AxisTaps {
  readonly most: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/** The source pixels and weights of one target pixel. */
type Tap = readonly (readonly [index: number, weight: number])[];

/** Of target pixel `i`; a scale is source pixels per target pixel. */
const TAPS: Readonly<Record<Interpolation, (i: number, source: number, target: number) => Tap>> = {
  'nearest-exact': (i, source, target) => {
    const index = Math.floor(Math.fround((i + 0.5) * Math.fround(source / target)));
    return [[Math.min(index, source - 1), 1]];
  },
  'bilinear': (i, source, target) => {
    const at = Math.max(0, (i + 0.5) * (source / target) - 0.5);
    const index = Math.min(Math.floor(at), source - 1);
    const share = Math.min(1, at - index);
    return [
      [index, 1 - share],
      [Math.min(index + 1, source - 1), share],
    ];
  },
  'area': (i, source, target) => {
    const first = Math.floor((i * source) / target);
    const count = Math.ceil(((i + 1) * source) / target) - first;
    return Array.from({ length: count }, (_, j) => [first + j, 1 / count] as const);
  },
  'bicubic': (i, source, target) => {
    const at = (i + 0.5) * (source / target) - 0.5;
    const index = Math.floor(at);
    const share = at - index;
    return [share + 1, share, 1 - share, 2 - share].map(
      (distance, j) => [Math.min(source - 1, Math.max(0, index - 1 + j)), cubic(distance)] as const,
    );
  },
};

/** Keys' cubic with PyTorch's a = -0.75. @param x distance, 0 to 2. */
function cubic(x: number): number {
  const a = -0.75;
  return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

function axisTaps(source: number, target: number, interpolation: Interpolation): AxisTaps {
  const taps = Array.from({ length: target }, (_, i) => TAPS[interpolation](i, source, target));
  const most = Math.max(...taps.map(({ length }) => length));
  const [indices, weights] = [new Int32Array(target * most), new Float64Array(target * most)];
  for (const [i, tap] of taps.entries())
    for (const [j, [index, weight]] of tap.entries()) [indices[i * most + j], weights[i * most + j]] = [index, weight];
  return { most, indices, weights };
}

export interface PlaneSize {
  readonly width: number;
  readonly height: number;
}

/**
 * A plane of numbers in another size, such as one channel of latents, computed in float64 and rounded once.
 * @param plane from.width * from.height values, row by row.
 */
export function interpolate(
  plane: ArrayLike<number>,
  from: PlaneSize,
  to: PlaneSize,
  interpolation: Interpolation,
): Float32Array {
  const across = axisTaps(from.width, to.width, interpolation);
  const down = axisTaps(from.height, to.height, interpolation);
  const narrow = new Float64Array(from.height * to.width);
  for (let y = 0; y < from.height; y += 1)
    for (let x = 0; x < to.width; x += 1)
      narrow[y * to.width + x] = mixed(across, x, (at) => plane[y * from.width + at] as number);
  return Float32Array.from({ length: to.height * to.width }, (_, i) => {
    const x = i % to.width;
    return mixed(down, (i - x) / to.width, (at) => narrow[at * to.width + x] as number);
  });
}

/** Target sample `i` along one axis. */
function mixed({ most, indices, weights }: AxisTaps, i: number, sample: (at: number) => number): number {
  let sum = 0;
  for (let tap = i * most; tap < (i + 1) * most; tap += 1)
    sum += (weights[tap] as number) * sample(indices[tap] as number);
  return sum;
}

/**
 * A picture in another size. Channels are independent, transparency too, as in ComfyUI. Values are rounded to 8 bits
 * and clamped, where PyTorch keeps fractions and what bicubic overshoots.
 */
export function interpolated(
  image: PixelImage,
  width: number,
  height: number,
  interpolation: Interpolation,
): PixelImage {
  const { channels } = image;
  const down = axisTaps(image.height, height, interpolation);
  const across = axisTaps(image.width, width, interpolation);
  const data = new Uint8ClampedArray(width * height * channels);
  const line = new Float64Array(image.width * channels);
  for (let row = 0; row < height; row += 1) {
    mixRows(image, down, row, line);
    mixColumns(line, across, channels, data.subarray(row * width * channels, (row + 1) * width * channels));
  }
  return { width, height, channels, data: new Uint8Array(data.buffer) };
}

/** The rows of a picture that one target row is made of, mixed. */
function mixRows({ data }: PixelImage, { most, indices, weights }: AxisTaps, row: number, line: Float64Array): void {
  line.fill(0);
  for (let tap = row * most; tap < (row + 1) * most; tap += 1) {
    const weight = weights[tap] as number;
    if (weight === 0) continue;
    const from = (indices[tap] as number) * line.length;
    for (let i = 0; i < line.length; i += 1) line[i] = (line[i] as number) + weight * (data[from + i] as number);
  }
}

/** @param out one target row; it rounds and clamps. */
function mixColumns(
  line: Float64Array,
  { most, indices, weights }: AxisTaps,
  channels: number,
  out: Uint8ClampedArray,
): void {
  for (let to = 0; to < out.length; to += 1) {
    const channel = to % channels;
    const column = (to - channel) / channels;
    let sum = 0;
    for (let tap = column * most; tap < (column + 1) * most; tap += 1)
      sum += (weights[tap] as number) * (line[(indices[tap] as number) * channels + channel] as number);
    out[to] = sum;
  }
}
