/**
 * Planes of numbers in another size, as torch's `interpolate` makes them without antialiasing (`align_corners` false):
 * what ComfyUI resizes latents and noise masks with. Source: ATen/native/UpSample.h.
 */

export const INTERPOLATIONS = ['nearest-exact', 'bilinear', 'area', 'bicubic'] as const;

export type Interpolation = (typeof INTERPOLATIONS)[number];

export interface PlaneSize {
  readonly width: number;
  readonly height: number;
}

/** A sample of the result: the samples it is made of, each with its share. Shares add up to 1. */
type Sample = readonly (readonly [index: number, share: number])[];

/** Sharpness of the bicubic kernel in torch. */
const CUBIC = -0.75;

/**
 * A plane of `from` in the size `to`, row by row, computed in float64 and rounded once.
 * @param plane from.width * from.height values.
 */
export function interpolate(
  plane: ArrayLike<number>,
  from: PlaneSize,
  to: PlaneSize,
  interpolation: Interpolation,
): Float32Array {
  const columns = samples(from.width, to.width, interpolation);
  const rows = samples(from.height, to.height, interpolation);
  const narrow = new Float64Array(from.height * to.width);
  for (let y = 0; y < from.height; y += 1)
    for (const [x, sample] of columns.entries())
      for (const [at, share] of sample)
        narrow[y * to.width + x] =
          (narrow[y * to.width + x] as number) + share * (plane[y * from.width + at] as number);
  const result = new Float64Array(to.height * to.width);
  for (const [y, sample] of rows.entries())
    for (const [at, share] of sample)
      for (let x = 0; x < to.width; x += 1)
        result[y * to.width + x] = (result[y * to.width + x] as number) + share * (narrow[at * to.width + x] as number);
  return Float32Array.from(result);
}

/** Along one axis, from `length` samples to `count`. */
function samples(length: number, count: number, interpolation: Interpolation): readonly Sample[] {
  const ratio = length / count;
  return Array.from({ length: count }, (_, i) => {
    switch (interpolation) {
      case 'nearest-exact':
        return [[Math.min(length - 1, Math.floor((i + 0.5) * ratio)), 1]];
      case 'area': {
        const [begin, end] = [Math.floor(i * ratio), Math.ceil((i + 1) * ratio)];
        return Array.from({ length: end - begin }, (__, n) => [begin + n, 1 / (end - begin)] as const);
      }
      case 'bilinear': {
        const at = Math.max(0, (i + 0.5) * ratio - 0.5);
        const left = Math.floor(at);
        return clamped(left, [1 - (at - left), at - left], length);
      }
      case 'bicubic': {
        const at = (i + 0.5) * ratio - 0.5;
        const left = Math.floor(at);
        const shares = [-1, 0, 1, 2].map((offset) => cubic(Math.abs(at - left - offset)));
        return clamped(left - 1, shares, length);
      }
    }
  });
}

/** Samples from `first` on; beyond the edges the outermost one. */
function clamped(first: number, shares: readonly number[], length: number): Sample {
  return shares.map((share, i) => [Math.min(length - 1, Math.max(0, first + i)), share] as const);
}

/** The cubic convolution kernel at a distance in [0, 2]. */
function cubic(x: number): number {
  return x <= 1
    ? ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1
    : ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC;
}
