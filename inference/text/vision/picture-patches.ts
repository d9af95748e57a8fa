/**
 * A picture as a vision tower reads it: resized to whole tokens, normalised, cut into patches.
 * Source: transformers `image_processing_qwen2_vl.py`, `Qwen2VLImageProcessor` (the fast one).
 */
import { InferenceError } from '../../errors.ts';
import type { PixelImage } from '../../image/pixels.ts';
import { resizeBicubicTorch } from '../../image/resize.ts';
import { float32, type Tensor } from '../../tensor.ts';
import { smartSize } from './smart-size.ts';

/** How a tower cuts pictures. */
export interface PatchConfig {
  readonly channels: number;
  /** Frames of a patch; a still picture is repeated. */
  readonly frames: number;
  /** Side of a patch in pixels. */
  readonly patch: number;
  /** Patches along a side that become one token. */
  readonly merge: number;
}

/** Settings of a checkpoint for preparing pictures. */
export interface ProcessorConfig {
  readonly min_pixels: number;
  readonly max_pixels: number;
  /** By channel, of values from 0 to 1. */
  readonly image_mean: readonly number[];
  readonly image_std: readonly number[];
}

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

/**
 * A picture resized, normalised and cut into patches.
 * @param image RGB.
 * @throws InferenceError `invalid-input` for other channels or an extreme aspect ratio.
 */
export function patchPicture(image: PixelImage, vision: PatchConfig, processor: ProcessorConfig): PatchedPicture {
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
  { channels, frames, patch }: PatchConfig,
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
