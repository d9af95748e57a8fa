/** Converts masks to and from pictures of the browser. */
import { h } from '../../dom.ts';
import type { MaskPixels } from './raster.ts';
import type { Rect } from './rect.ts';
import { t } from '../../i18n/t.ts';

/** Luma weights of Rec. 601, the same as on the server. */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

/** Shown where no colour can be read: the accent of the light theme. */
const FALLBACK: Colour = [91, 80, 230];

/** Each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Draws a part of a mask in one colour, with the mask as its opacity. */
export function tint(
  context: CanvasRenderingContext2D,
  { width, data }: MaskPixels,
  rect: Rect,
  [red, green, blue]: Colour,
): void {
  if (rect.width === 0 || rect.height === 0) return;
  const image = context.createImageData(rect.width, rect.height);
  const pixels = new DataView(image.data.buffer);
  const colour = ((red << 24) | (green << 16) | (blue << 8)) >>> 0;
  let at = 0;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    for (let x = rect.x; x < rect.x + rect.width; x += 1) {
      pixels.setUint32(at, colour + (data[y * width + x] ?? 0));
      at += 4;
    }
  }
  context.putImageData(image, rect.x, rect.y);
}

/** The mask as a grey PNG, where white is repainted. @param inverted black is repainted. */
export async function maskPng({ width, height, data }: MaskPixels, inverted: boolean): Promise<Blob> {
  const canvas = h('canvas', { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error(t('This browser cannot draw pictures.'));
  const image = context.createImageData(width, height);
  image.data.fill(255);
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at] ?? 0;
    image.data.fill(inverted ? 255 - value : value, at * 4, at * 4 + 3);
  }
  context.putImageData(image, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error(t('The mask could not be written.')))),
      'image/png',
    ),
  );
}

/** Reads the brightness of a picture into a mask, scaling it to fit. */
export function readMask(image: HTMLImageElement, { width, height, data }: MaskPixels, inverted: boolean): void {
  const context = h('canvas', { width, height }).getContext('2d', { willReadFrequently: true });
  if (!context) return;
  context.drawImage(image, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height).data;
  for (let at = 0; at < data.length; at += 1) {
    const grey = Math.round(
      RED * (pixels[at * 4] ?? 0) + GREEN * (pixels[at * 4 + 1] ?? 0) + BLUE * (pixels[at * 4 + 2] ?? 0),
    );
    data[at] = inverted ? 255 - grey : grey;
  }
}

/** @throws Error if the picture cannot be loaded. */
export async function loadImage(url: string): Promise<HTMLImageElement> {
  const image = h('img', { src: url, alt: '', draggable: 'false' });
  await image.decode().catch(() => {
    throw new Error(t('The picture cannot be shown.'));
  });
  return image;
}

/** A colour of the style sheet, for example `--accent`. */
export function colourOf(token: string): Colour {
  const context = h('canvas', { width: 1, height: 1 }).getContext('2d');
  if (!context) return FALLBACK;
  const colour = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  context.fillStyle = colour || `rgb(${FALLBACK.join(' ')})`;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
