/** Latents in another size, channel by channel. */
import { type Interpolation, interpolate, type PlaneSize } from '../image/interpolate.ts';
import { roundHalfToEven } from '../rounding.ts';
import { cutTensor } from '../tensor-cut.ts';
import { image } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';

export interface ResizeLatentsOptions {
  /** [frames, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
  /** Columns to get. */
  readonly width: number;
  /** Rows to get. */
  readonly height: number;
  readonly interpolation: Interpolation;
  /** Cut the side that is too long for the new shape, on both ends, instead of distorting. */
  readonly crop: boolean;
}

/**
 * Source: `common_upscale`, comfy/utils.py. ComfyUI resizes before normalisation; every sample is a mean of samples of
 * its channel, so the order of both does not matter.
 * @throws InferenceError `tensor-mismatch` unless the latents have four axes.
 */
export function resizeLatents(options: ResizeLatentsOptions): Tensor<'float32'> {
  const { width, height, interpolation } = options;
  const latents = options.crop ? centre(options.latents, width / height) : options.latents;
  const from = image(latents, 'latents');
  const plane = from.height * from.width;
  const planes = from.batch * from.channels;
  const data = new Float32Array(planes * height * width);
  for (let i = 0; i < planes; i += 1) {
    const source = latents.data.subarray(i * plane, (i + 1) * plane);
    data.set(interpolate(source, from, { width, height }, interpolation), i * height * width);
  }
  return float32(data, [from.batch, from.channels, height, width]);
}

/** The largest part of an aspect ratio, width / height, in the middle of latents. */
function centre(latents: Tensor<'float32'>, ratio: number): Tensor<'float32'> {
  const { height, width } = image(latents, 'latents');
  const x = Math.max(0, roundHalfToEven((width - height * ratio) / 2));
  const y = Math.max(0, roundHalfToEven((height - width / ratio) / 2));
  return cutTensor(cutTensor(latents, 2, y, height - 2 * y), 3, x, width - 2 * x);
}

/** Fewest pixels of a side that is asked for. */
const SMALLEST = 64;

/**
 * The size of resized latents, in latent pixels. Source: `LatentUpscale` and `LatentUpscaleBy` of ComfyUI.
 * @param scale pixels per latent pixel along a side.
 * @param asked pixels, where 0 follows from the other side, and both from the latent; or a factor.
 */
export function resizedLatentSize(from: PlaneSize, scale: number, asked: PlaneSize | number): PlaneSize {
  if (typeof asked === 'number') {
    return {
      width: Math.max(1, roundHalfToEven(from.width * asked)),
      height: Math.max(1, roundHalfToEven(from.height * asked)),
    };
  }
  if (asked.width === 0 && asked.height === 0) return { width: from.width, height: from.height };
  const { width, height } = asked;
  const tall = height === 0 ? roundHalfToEven((from.height * Math.max(SMALLEST, width)) / from.width) : height;
  const wide = width === 0 ? roundHalfToEven((from.width * Math.max(SMALLEST, height)) / from.height) : width;
  return {
    width: Math.floor(Math.max(SMALLEST, wide) / scale),
    height: Math.floor(Math.max(SMALLEST, tall) / scale),
  };
}
