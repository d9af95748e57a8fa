/**
 * A picture as the vision tower reads it: resized to whole tokens, normalised, cut into patches.
 * Source: transformers `image_processing_qwen2_vl.py`, `smart_resize` and `Qwen2VLImageProcessor` (the fast one).
 */
import { z } from 'zod';
import { InferenceError } from '../../../errors.ts';
import { float32, type Tensor } from '../../../tensor.ts';
import { roundHalfToEven } from '../../../rounding.ts';
import type { PixelImage } from '../../../image/pixels.ts';
import type { VisionConfig } from './config.ts';
import { resizeBicubicTorch } from '../../../image/resize.ts';

const CHANNELS = z.tuple([z.number(), z.number(), z.number()]);

/** Fields of `processor/preprocessor_config.json`. Defaults: published checkpoints. */
export const processorSchema = z.object({
  min_pixels: z
    .number()
    .positive()
    .default(56 * 56),
  max_pixels: z
    .number()
    .positive()
    .default(28 * 28 * 16_384),
  image_mean: CHANNELS.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: CHANNELS.default([0.26862954, 0.26130258, 0.27577711]),
});

export type ProcessorConfig = z.output<typeof processorSchema>;

/** Patches of a picture along its sides. */
export interface PatchGrid {
  readonly rows: number;
  readonly columns: number;
}

export interface PatchPosition {
  readonly row: number;
  readonly column: number;
}

export interface PatchedPicture {
  /** [rows * columns, channels * frames * patch^2]; the patches of a token stand together, tokens in reading order. */
  readonly patches: Tensor<'float32'>;
  readonly grid: PatchGrid;
}

/** Largest ratio of the sides of a picture. */
const MAX_ASPECT = 200;

/**
 * The size a picture is resized to: sides multiples of a token's, pixels within the limits.
 * @throws InferenceError `invalid-input` for a picture more than 200 times as long as wide.
 */
export function smartSize(
  width: number,
  height: number,
  factor: number,
  { min_pixels: min, max_pixels: max }: ProcessorConfig,
): { readonly width: number; readonly height: number } {
  if (Math.max(width, height) > MAX_ASPECT * Math.min(width, height)) {
    throw new InferenceError(
      'invalid-input',
      `A picture of ${width} x ${height} is too long for the text encoder: at most ${MAX_ASPECT} times as long as wide`,
      { field: 'image', expected: `an aspect ratio of at most ${MAX_ASPECT}`, received: `${width} x ${height}` },
    );
  }
  const [w, h] = [roundHalfToEven(width / factor) * factor, roundHalfToEven(height / factor) * factor];
  if (w * h > max) {
    const beta = Math.sqrt((height * width) / max);
    return {
      width: Math.max(factor, Math.floor(width / beta / factor) * factor),
      height: Math.max(factor, Math.floor(height / beta / factor) * factor),
    };
  }
  if (w * h < min) {
    const beta = Math.sqrt(min / (height * width));
    return { width: Math.ceil((width * beta) / factor) * factor, height: Math.ceil((height * beta) / factor) * factor };
  }
  return { width: w, height: h };
}

/**
 * A picture resized, normalised and cut into patches.
 * @param image RGB.
 * @throws InferenceError `invalid-input` for other channels or an extreme aspect ratio.
 */
export function patchPicture(image: PixelImage, vision: VisionConfig, processor: ProcessorConfig): PatchedPicture {
  if (image.channels !== vision.channels || image.channels !== processor.image_mean.length) {
    throw new InferenceError(
      'invalid-input',
      `The text encoder reads pictures of ${vision.channels} channels, got ${image.channels}`,
      { field: 'image', expected: `${vision.channels} channels`, received: `${image.channels}` },
    );
  }
  const size = smartSize(image.width, image.height, vision.patch * vision.merge, processor);
  const resized = resizeBicubicTorch(image, size.width, size.height);
  const levels = normalised(resized, processor);
  const grid = { rows: size.height / vision.patch, columns: size.width / vision.patch };
  const features = vision.channels * vision.frames * vision.patch ** 2;
  const patches = new Float32Array(grid.rows * grid.columns * features);
  patchPositions(grid, vision.merge).forEach((position, patch) => {
    const values = patches.subarray(patch * features, (patch + 1) * features);
    cutPatch(levels, resized.width, position, vision, values);
  });
  return { patches: float32(patches, [grid.rows * grid.columns, features]), grid };
}

/** Values of a picture, row, column, channel: (value - 255 * mean) / (255 * deviation), as the reference rounds it. */
function normalised({ channels, data }: PixelImage, processor: ProcessorConfig): Float32Array {
  const scales = processor.image_mean.map((mean, channel) => ({
    mean: Math.fround(Math.fround(mean) * 255),
    deviation: Math.fround(Math.fround(processor.image_std[channel] as number) * 255),
  }));
  const levels = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 1) {
    const { mean, deviation } = scales[i % channels] as (typeof scales)[number];
    levels[i] = Math.fround((data[i] as number) - mean) / deviation;
  }
  return levels;
}

/** @param into [channels, frames, patch, patch]; every frame shows the same picture. */
function cutPatch(
  levels: Float32Array,
  width: number,
  { row, column }: PatchPosition,
  { channels, frames, patch }: VisionConfig,
  into: Float32Array,
): void {
  const plane = patch ** 2;
  for (let channel = 0; channel < channels; channel += 1) {
    for (let i = 0; i < plane; i += 1) {
      const [y, x] = [row * patch + Math.floor(i / patch), column * patch + (i % patch)];
      const value = levels[(y * width + x) * channels + channel] as number;
      for (let frame = 0; frame < frames; frame += 1) into[(channel * frames + frame) * plane + i] = value;
    }
  }
}

/** Row and column of every patch, in the order of {@link PatchedPicture.patches}. */
export function patchPositions({ rows, columns }: PatchGrid, merge: number): readonly PatchPosition[] {
  const perRow = columns / merge;
  return Array.from({ length: rows * columns }, (_, i) => {
    const [token, inside] = [Math.floor(i / merge ** 2), i % merge ** 2];
    return {
      row: Math.floor(token / perRow) * merge + Math.floor(inside / merge),
      column: (token % perRow) * merge + (inside % merge),
    };
  });
}
