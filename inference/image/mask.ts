/**
 * Masks: which part of a picture is painted again. White is painted, black is kept.
 * Source: diffusers `VaeImageProcessor` (grayscale, binarised) and `prepare_mask_latents` in
 * pipeline_qwenimage_inpaint.py.
 */
import { type ResizedRows, resizeLanczos, resizeLanczosRows } from './resize.ts';
import type { PixelImage } from './pixels.ts';
import { withoutAlpha } from './transparency.ts';

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
  const negative = new Uint8Array(values.length);
  for (let i = 0; i < negative.length; i += 1) negative[i] = 255 - (values[i] as number);
  return negative;
}

/** The mask that paints the part the other one keeps. */
export function invertedMask({ width, height, data, colours }: PixelMask): PixelMask {
  return { width, height, data: inverted(data), ...(colours ? { colours: inverted(colours) } : {}) };
}

/** The red, green and blue of a picture, not copied where the picture has no more; undefined when it is grey. */
function coloursOf(image: PixelImage): Uint8Array | undefined {
  return isGrey(image) ? undefined : withoutAlpha(image).data;
}

/** Whether red, green and blue are equal all over. */
export function isGrey({ channels, data }: PixelImage): boolean {
  if (channels < 3) return true;
  for (let at = 0; at < data.length; at += channels)
    if (data[at] !== data[at + 1] || data[at + 1] !== data[at + 2]) return false;
  return true;
}

/** Brightness as Pillow's mode L (ITU-R 601-2 in 16-bit fixed point, `Convert.c`): height * width values. */
export function greyOf({ width, height, channels, data }: PixelImage): Uint8Array {
  const grey = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i += 1, at += channels) {
    const r = data[at] as number;
    grey[i] =
      channels < 3
        ? r
        : (r * 19_595 + (data[at + 1] as number) * 38_470 + (data[at + 2] as number) * 7471 + 0x8000) >> 16;
  }
  return grey;
}

/** A mask as a grey picture, RGB. */
export function imageOfMask({ width, height, data }: PixelMask): PixelImage {
  const rgb = new Uint8Array(data.length * 3);
  for (let pixel = 0, at = 0; pixel < data.length; pixel += 1) {
    const value = data[pixel] as number;
    rgb[at++] = value;
    rgb[at++] = value;
    rgb[at++] = value;
  }
  return { width, height, channels: 3, data: rgb };
}

/**
 * The picture with its masked part black, or of another grey, and opaque.
 * Source: `prepare_image_with_mask`, pipeline_qwenimage_controlnet_inpaint.py.
 * @param grey red, green and blue of the masked part, 0 to 255.
 */
export function blackOut(image: PixelImage, mask: PixelMask, grey = 0): PixelImage {
  const isPainted = paintedPixels(mask, image.width, image.height);
  const { width, height, channels } = image;
  const data = image.data.slice();
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (!isPainted(pixel)) continue;
    data.fill(grey, pixel * channels, (pixel + 1) * channels);
    if (channels === 4) data[pixel * channels + 3] = 255;
  }
  return { ...image, data };
}

/**
 * The mask of latents: resized to the picture's size, binarised, the upper left pixel of every latent.
 * @param scale pixels per latent pixel along a side.
 * @returns [rows * columns]: 1 where it is painted, else 0, row by row.
 */
export function latentMask(mask: PixelMask, rows: number, columns: number, scale: number): Float32Array {
  const isPainted = paintedPixels(mask, columns * scale, rows * scale);
  const painted = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      if (isPainted(row * scale * columns * scale + column * scale)) painted[row * columns + column] = 1;
  return painted;
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

/**
 * Some rows of a mask in the size of a picture, without its colours.
 * @param mask the rows of {@link lanczosSource}.
 * @param height of the whole picture.
 */
export function resizedRows(
  { colours, ...mask }: PixelMask,
  width: number,
  height: number,
  rows: ResizedRows,
): PixelMask {
  const resized = resizeLanczosRows(
    { ...mask, channels: colours ? 3 : 1, data: colours ?? mask.data },
    width,
    height,
    rows,
  );
  return { width, height: resized.height, data: colours ? greyOf(resized) : resized.data };
}
