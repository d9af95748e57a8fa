/**
 * Masks: which part of a picture is painted again. White is painted, black is kept.
 * Source: diffusers `VaeImageProcessor` (grayscale, binarised) and `prepare_mask_latents` in
 * pipeline_qwenimage_inpaint.py.
 */
import { resizeLanczos } from './resize.ts';
import type { PixelImage } from './pixels.ts';

/** One 8-bit value per pixel, row by row: 255 is painted, 0 is kept. */
export interface PixelMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /**
   * The picture that the mask was made of, RGB, if it has colours. A mask is resized with its colours and greyed
   * afterwards, as in the reference: the other way round, single latents flip.
   */
  readonly colours?: Uint8Array;
}

/** Smallest value of a painted pixel: 0.5 of 255, rounded up. */
const PAINTED = 128;

/** A mask of the brightness of a picture. */
export function maskOfImage(image: PixelImage): PixelMask {
  const { width, height } = image;
  const colours = coloursOf(image);
  return { width, height, data: greyOf(image), ...(colours ? { colours } : {}) };
}

function inverted(values: Uint8Array): Uint8Array {
  return values.map((value) => 255 - value);
}

/** The mask that paints the part the other one keeps. */
export function invertedMask({ width, height, data, colours }: PixelMask): PixelMask {
  return { width, height, data: inverted(data), ...(colours ? { colours: inverted(colours) } : {}) };
}

/** The red, green and blue of a picture; undefined when it is grey all over. */
function coloursOf({ width, height, channels, data }: PixelImage): Uint8Array | undefined {
  if (channels < 3) return undefined;
  const rgb = new Uint8Array(width * height * 3);
  let isGrey = true;
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    const [r, g, b] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    [rgb[to], rgb[to + 1], rgb[to + 2]] = [r, g, b];
    if (r !== g || g !== b) isGrey = false;
  }
  return isGrey ? undefined : rgb;
}

/** Brightness as Pillow's mode L (ITU-R 601-2 in 16-bit fixed point, `Convert.c`). */
function greyOf({ width, height, channels, data }: PixelImage): Uint8Array {
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i += 1) {
    const [r, g, b] = [
      data[i * channels] as number,
      data[i * channels + 1] as number,
      data[i * channels + 2] as number,
    ];
    grey[i] = channels < 3 ? r : (r * 19_595 + g * 38_470 + b * 7471 + 0x8000) >> 16;
  }
  return grey;
}

/** A mask as a grey picture, RGB. */
export function imageOfMask({ width, height, data }: PixelMask): PixelImage {
  const rgb = new Uint8Array(data.length * 3);
  data.forEach((value, i) => rgb.fill(value, i * 3, i * 3 + 3));
  return { width, height, channels: 3, data: rgb };
}

/**
 * The picture with its masked part black.
 * Source: `prepare_image_with_mask`, pipeline_qwenimage_controlnet_inpaint.py.
 */
export function blackOut(image: PixelImage, mask: PixelMask): PixelImage {
  const isPainted = paintedPixels(mask, image.width, image.height);
  return { ...image, data: image.data.map((value, i) => (isPainted(Math.floor(i / image.channels)) ? 0 : value)) };
}

/**
 * The mask of latents: resized to the picture's size, binarised, the upper left pixel of every latent.
 * @param scale pixels per latent pixel along a side.
 * @returns [rows * columns]: 1 where it is painted, else 0, row by row.
 */
export function latentMask(mask: PixelMask, rows: number, columns: number, scale: number): Float32Array {
  const isPainted = paintedPixels(mask, columns * scale, rows * scale);
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return isPainted(row * scale * columns * scale + column * scale) ? 1 : 0;
  });
}

/** Whether a pixel of a picture of this size is painted. */
function paintedPixels(mask: PixelMask, width: number, height: number): (pixel: number) => boolean {
  const data = resizedGrey(mask, width, height);
  return (pixel) => (data[pixel] as number) >= PAINTED;
}

function resizedGrey({ colours, ...mask }: PixelMask, width: number, height: number): Uint8Array {
  if (!colours) return resizeLanczos({ ...mask, channels: 1 }, width, height).data;
  return greyOf(resizeLanczos({ ...mask, channels: 3, data: colours }, width, height));
}
