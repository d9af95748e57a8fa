/** Resizing with ComfyUI's methods: stretched, cut to the middle first, or with a border. */
import { roundHalfToEven } from '../rounding.ts';
import { type Interpolation, INTERPOLATIONS, interpolated } from './interpolate.ts';
import type { PixelImage } from './pixels.ts';
import { resizeLanczos } from './resize.ts';

/** ComfyUI's `upscale_method`. Its Lanczos is Pillow's, on 8 bits. */
export const SCALE_METHODS = [...INTERPOLATIONS, 'lanczos'] as const;
export type ScaleMethod = Interpolation | 'lanczos';

/** How another aspect ratio is fitted: `crop` cuts to the middle, `pad` adds a black border. */
export type Fit = 'stretch' | 'crop' | 'pad';

export interface ScaleOptions {
  readonly width: number;
  readonly height: number;
  readonly method: ScaleMethod;
  readonly fit: Fit;
}

/**
 * A picture in another size.
 * Source: ComfyUI `common_upscale` in comfy/utils.py; `pad` is its `ResizeAndPadImage`.
 * @param options sides of at least 1 pixel.
 */
export function scaled(image: PixelImage, { width, height, method, fit }: ScaleOptions): PixelImage {
  if (fit === 'crop') return stretched(middleOf(image, width / height), width, height, method);
  if (fit === 'stretch') return stretched(image, width, height, method);
  const factor = Math.min(width / image.width, height / image.height);
  const inner = (side: number): number => Math.max(1, Math.trunc(side * factor));
  return centred(stretched(image, inner(image.width), inner(image.height), method), width, height);
}

function stretched(image: PixelImage, width: number, height: number, method: ScaleMethod): PixelImage {
  return method === 'lanczos' ? resizeLanczos(image, width, height) : interpolated(image, width, height, method);
}

/** The part of a picture that is cut out so that it has an aspect ratio, as much on one side as on the other. */
function middleOf(image: PixelImage, aspect: number): PixelImage {
  const own = image.width / image.height;
  const x = own > aspect ? margin(image.width, aspect / own) : 0;
  const y = own < aspect ? margin(image.height, own / aspect) : 0;
  return cropped(image, { x, y, width: image.width - 2 * x, height: image.height - 2 * y });
}

/** Pixels that are cut off on each side so that a share of it is left. */
function margin(side: number, share: number): number {
  return roundHalfToEven((side - side * share) / 2);
}

/** A rectangle inside a picture. */
function cropped(
  image: PixelImage,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): PixelImage {
  const { channels } = image;
  const data = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row += 1) {
    const from = ((y + row) * image.width + x) * channels;
    data.set(image.data.subarray(from, from + width * channels), row * width * channels);
  }
  return { width, height, channels, data };
}

/** A picture in the middle of a larger black one; a transparent one is opaque there. */
function centred(image: PixelImage, width: number, height: number): PixelImage {
  const { channels } = image;
  const data = new Uint8Array(width * height * channels);
  if (channels === 4) for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255;
  const [left, top] = [Math.floor((width - image.width) / 2), Math.floor((height - image.height) / 2)];
  for (let row = 0; row < image.height; row += 1) {
    const line = image.data.subarray(row * image.width * channels, (row + 1) * image.width * channels);
    data.set(line, ((top + row) * width + left) * channels);
  }
  return { width, height, channels, data };
}
