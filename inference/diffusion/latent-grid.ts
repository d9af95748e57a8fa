/**
 * Picture sizes a model can make. A latent pixel covers `vaeScale` pixels and a token `patch` latent pixels, so width
 * and height are multiples of their product (16 for Qwen-Image).
 */
import { InferenceError } from '../errors.ts';
import { roundHalfToEven } from '../rounding.ts';

/** How pixels become latents and tokens, from the configs of the VAE and the transformer. */
export interface LatentGeometry {
  /** Pixels per latent pixel: 2 ^ number of VAE downsamplings, 8 for Qwen-Image. */
  readonly vaeScale: number;
  /** Latent pixels per token side: `patch_size`, 2 for Qwen-Image. */
  readonly patch: number;
}

/** A picture's size in pixels, latent pixels and tokens. */
export interface LatentGrid {
  readonly width: number;
  readonly height: number;
  readonly latentWidth: number;
  readonly latentHeight: number;
  /** Token columns and rows. */
  readonly columns: number;
  readonly rows: number;
}

/**
 * The grid of a picture.
 * @param width pixels
 * @param height pixels
 * @throws InferenceError `invalid-input` for a size that is no multiple, naming the nearest that are.
 */
export function latentGrid(width: number, height: number, { vaeScale, patch }: LatentGeometry): LatentGrid {
  const multiple = vaeScale * patch;
  checkMultiple('width', width, multiple);
  checkMultiple('height', height, multiple);
  return {
    width,
    height,
    latentWidth: width / vaeScale,
    latentHeight: height / vaeScale,
    columns: width / multiple,
    rows: height / multiple,
  };
}

/** Sides of pictures made to an area are multiples of this, as in the source of {@link dimensionsForArea}. */
const AREA_MULTIPLE = 32;

/**
 * Width and height, multiples of 32, of about a given area and aspect ratio.
 * Source: `calculate_dimensions`, pipeline_qwenimage_edit.py; Python rounds halves to even.
 * @param area square pixels
 * @param ratio width / height
 */
export function dimensionsForArea(area: number, ratio: number): { readonly width: number; readonly height: number } {
  const width = Math.sqrt(area * ratio);
  return {
    width: roundHalfToEven(width / AREA_MULTIPLE) * AREA_MULTIPLE,
    height: roundHalfToEven(width / ratio / AREA_MULTIPLE) * AREA_MULTIPLE,
  };
}

function checkMultiple(field: 'width' | 'height', value: number, multiple: number): void {
  if (Number.isSafeInteger(value) && value >= multiple && value % multiple === 0) return;
  const below = Math.floor(value / multiple) * multiple;
  const nearest = value >= multiple ? `${below} and ${below + multiple}` : String(multiple);
  const known = Number.isFinite(value) ? `; nearest: ${nearest}` : '';
  throw new InferenceError('invalid-input', `The ${field} must be a multiple of ${multiple}, got ${value}${known}`, {
    field,
    expected: `a multiple of ${multiple}`,
    received: String(value),
  });
}
