/**
 * The size at which a vision tower sees a picture.
 * Source: transformers `image_processing_qwen2_vl.py`, `smart_resize`.
 */
import { InferenceError } from '../../errors.ts';
import { roundHalfToEven } from '../../rounding.ts';

/** Fewest and most pixels of a picture. */
export interface PixelLimits {
  readonly min_pixels: number;
  readonly max_pixels: number;
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
  { min_pixels: min, max_pixels: max }: PixelLimits,
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
