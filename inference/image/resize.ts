/**
 * The resize kernels of the reference, exact to the 8-bit level: with other kernels, embeddings of an edit move by up
 * to a hundredth. All are separable, horizontal first, with antialiasing, in fixed point.
 *
 * Sources: Pillow `Resample.c` (`precompute_coeffs`, `normalize_coeffs_8bpc`, `ImagingResampleHorizontal_8bpc`);
 * PyTorch ATen `native/cpu/UpSampleKernelAVXAntialias.h` and `compute_index_ranges_int16_weights` in
 * `UpSampleKernel.cpp`.
 */
import type { PixelImage } from './pixels.ts';
import { premultiplied, unpremultiplied } from './transparency.ts';

interface Filter {
  /** Half of its width at scale 1, in source pixels. */
  readonly support: number;
  readonly weight: (distance: number) => number;
}

/** Keys' cubic with a = -0.5, as Pillow and PyTorch's antialiased mode use it. */
const BICUBIC: Filter = {
  support: 2,
  weight: (distance) => {
    const [x, a] = [Math.abs(distance), -0.5];
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  },
};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const LANCZOS: Filter = { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) };

/** Fractional bits of integer weights: `pillow` has 22, `torch` as many as fit int16. */
type FixedPoint = 'pillow' | 'torch';

/** Bits of Pillow's weights: 32 - 8 for the pixel - 2 for overshoot. */
const PILLOW_BITS = 22;

/** Pillow's `Image.resize` with LANCZOS: the kernel of diffusers' `VaeImageProcessor`. */
export function resizeLanczos(image: PixelImage, width: number, height: number): PixelImage {
  if (image.channels !== 4) return resize(image, width, height, LANCZOS, 'pillow');
  return unpremultiplied(resize(premultiplied(image), width, height, LANCZOS, 'pillow'));
}

/** A part of a picture that is resized in parts. Rows count from the top of the whole result or source. */
export interface ResizedRows {
  /** First row of the result. */
  readonly top: number;
  /** Row after the last one of the result. */
  readonly bottom: number;
  /** Rows of the whole source. */
  readonly sourceHeight: number;
}

/** The source rows, `first` to before `end`, that rows of a picture of this height are made of by Lanczos. */
export function lanczosSource(
  { top, bottom, sourceHeight }: ResizedRows,
  height: number,
): { readonly first: number; readonly end: number } {
  if (sourceHeight === height) return { first: top, end: bottom };
  const { firsts, counts } = taps(sourceHeight, height, LANCZOS, 'pillow');
  const last = bottom - 1;
  return { first: firsts[top] as number, end: (firsts[last] as number) + (counts[last] as number) };
}

/**
 * Some rows of what {@link resizeLanczos} makes, bit for bit.
 * @param image the rows of {@link lanczosSource}, without transparency: 1 or 3 channels.
 * @param height of the whole result.
 */
export function resizeLanczosRows(image: PixelImage, width: number, height: number, rows: ResizedRows): PixelImage {
  return resize(image, width, height, LANCZOS, 'pillow', rows);
}

/** Pillow's `Image.resize` with BICUBIC: the slow image processor of transformers. */
export function resizeBicubicPillow(image: PixelImage, width: number, height: number): PixelImage {
  return resize(image, width, height, BICUBIC, 'pillow');
}

/** torchvision's antialiased bicubic on 8-bit pictures: the fast image processor of transformers. */
export function resizeBicubicTorch(image: PixelImage, width: number, height: number): PixelImage {
  return resize(image, width, height, BICUBIC, 'torch');
}

function resize(
  image: PixelImage,
  width: number,
  height: number,
  filter: Filter,
  fixed: FixedPoint,
  { top, bottom, sourceHeight }: ResizedRows = { top: 0, bottom: height, sourceHeight: image.height },
): PixelImage {
  const { channels } = image;
  const rows = bottom - top;
  let { data } = image;
  if (image.width !== width) {
    data = pass(data, taps(image.width, width, filter, fixed), {
      lines: image.height,
      lineStride: image.width * channels,
      step: channels,
      outLineStride: width * channels,
      outLength: image.height * width * channels,
      channels,
    });
  }
  if (sourceHeight !== height) {
    data = pass(data, tapsOfRows(taps(sourceHeight, height, filter, fixed), top, bottom), {
      lines: width,
      lineStride: channels,
      step: width * channels,
      outLineStride: channels,
      outLength: rows * width * channels,
      channels,
    });
  }
  return { width, height: rows, channels, data: data === image.data ? data.slice() : data };
}

/**
 * The source pixels of each target pixel, with integer weights of `bits` fractional bits. Target `i` reads `counts[i]`
 * pixels from `firsts[i]` on, with the weights from `i * most` on.
 */
interface Taps {
  readonly bits: number;
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  readonly most: number;
  readonly weights: Float64Array;
}

function taps(source: number, target: number, { support, weight }: Filter, fixed: FixedPoint): Taps {
  const scale = source / target;
  const filterScale = Math.max(scale, 1);
  const reach = support * filterScale;
  const most = Math.ceil(reach) * 2 + 1;
  const [firsts, counts] = [new Int32Array(target), new Int32Array(target)];
  const weights = new Float64Array(target * most);
  let largest = -Infinity;
  for (let i = 0; i < target; i += 1) {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - reach + 0.5));
    const count = Math.min(source, Math.trunc(center + reach + 0.5)) - first;
    const own = weights.subarray(i * most, i * most + count);
    let sum = 0;
    for (let j = 0; j < count; j += 1) sum += own[j] = weight((first + j - center + 0.5) / filterScale);
    for (let j = 0; j < count; j += 1) {
      if (sum !== 0) own[j] = (own[j] as number) / sum;
      largest = Math.max(largest, own[j] as number);
    }
    [firsts[i], counts[i]] = [first, count];
  }
  const bits = fixed === 'pillow' ? PILLOW_BITS : int16Bits(largest);
  for (let i = 0; i < weights.length; i += 1) {
    const value = weights[i] as number;
    weights[i] = Math.trunc(value * 2 ** bits + (value < 0 ? -0.5 : 0.5));
  }
  return { bits, firsts, counts, most, weights };
}

/** For a source that begins with the first pixel that the target pixels `from` to before `to` read. */
function tapsOfRows({ bits, firsts, counts, most, weights }: Taps, from: number, to: number): Taps {
  const start = firsts[from] as number;
  return {
    bits,
    firsts: firsts.slice(from, to).map((first) => first - start),
    counts: counts.subarray(from, to),
    most,
    weights: weights.subarray(from * most, to * most),
  };
}

/** The most bits with which the largest weight still fits int16. */
function int16Bits(largest: number): number {
  let bits = 0;
  while (bits < PILLOW_BITS && Math.trunc(0.5 + largest * 2 ** (bits + 1)) < 2 ** 15) bits += 1;
  return bits;
}

interface Layout {
  /** Rows for the horizontal pass, columns for the vertical one. */
  readonly lines: number;
  readonly lineStride: number;
  /** From one pixel of a line to the next. */
  readonly step: number;
  readonly outLineStride: number;
  readonly outLength: number;
  readonly channels: number;
}

function pass(
  data: Uint8Array,
  { bits, firsts, counts, most, weights }: Taps,
  { lines, lineStride, step, outLineStride, channels, outLength }: Layout,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(outLength);
  const half = 2 ** (bits - 1);
  for (let line = 0; line < lines; line += 1) {
    for (let i = 0; i < firsts.length; i += 1) {
      const end = i * most + (counts[i] as number);
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = half;
        let at = line * lineStride + (firsts[i] as number) * step + channel;
        for (let j = i * most; j < end; j += 1) {
          sum += (weights[j] as number) * (data[at] as number);
          at += step;
        }
        out[line * outLineStride + i * step + channel] = Math.min(255, Math.max(0, Math.floor(sum / 2 ** bits)));
      }
    }
  }
  return out;
}
