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

/** `processor/preprocessor_config.json`; the defaults are those of the published checkpoints. */
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

export interface PatchedPicture {
  /** [rows * columns, channels * frames * patch^2]; the patches of a token stand together, tokens in reading order. */
  readonly patches: Tensor<'float32'>;
  readonly grid: PatchGrid;
}

/** Most the sides of a picture may differ. */
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

/** @param image RGB. */
export function patchPicture(image: PixelImage, vision: VisionConfig, processor: ProcessorConfig): PatchedPicture {
  if (image.channels !== vision.channels) {
    throw new InferenceError(
      'invalid-input',
      `The text encoder reads pictures of ${vision.channels} channels, got ${image.channels}`,
      { field: 'image', expected: `${vision.channels} channels`, received: `${image.channels}` },
    );
  }
  const size = smartSize(image.width, image.height, vision.patch * vision.merge, processor);
  const { data, width } = resizeBicubicTorch(image, size.width, size.height);
  const grid = { rows: size.height / vision.patch, columns: size.width / vision.patch };
  const plane = vision.patch ** 2;
  const features = vision.channels * vision.frames * plane;
  const patches = new Float32Array(grid.rows * grid.columns * features);
  patchPositions(grid, vision.merge).forEach(({ row, column }, patch) => {
    for (let channel = 0; channel < vision.channels; channel += 1) {
      // Rescaling and normalising are one step, on values of 0 to 255.
      const mean = Math.fround(Math.fround(processor.image_mean[channel] ?? 0) * 255);
      const deviation = Math.fround(Math.fround(processor.image_std[channel] ?? 1) * 255);
      for (let i = 0; i < plane; i += 1) {
        const [y, x] = [row * vision.patch + Math.floor(i / vision.patch), column * vision.patch + (i % vision.patch)];
        const value = Math.fround(
          Math.fround((data[(y * width + x) * vision.channels + channel] ?? 0) - mean) / deviation,
        );
        for (let frame = 0; frame < vision.frames; frame += 1)
          patches[patch * features + (channel * vision.frames + frame) * plane + i] = value;
      }
    }
  });
  return { patches: float32(patches, [grid.rows * grid.columns, features]), grid };
}

/** Row and column of every patch, in the order of {@link PatchedPicture.patches}. */
export function patchPositions(
  { rows, columns }: PatchGrid,
  merge: number,
): readonly { readonly row: number; readonly column: number }[] {
  const perRow = columns / merge;
  return Array.from({ length: rows * columns }, (_, i) => {
    const [token, inside] = [Math.floor(i / merge ** 2), i % merge ** 2];
    return {
      row: Math.floor(token / perRow) * merge + Math.floor(inside / merge),
      column: (token % perRow) * merge + (inside % merge),
    };
  });
}
