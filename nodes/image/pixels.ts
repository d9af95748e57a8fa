/** Pictures and masks to and from sharp, which works outside of this thread. */
import sharp, { type Sharp } from 'sharp';
import { type PixelImage, type PixelMask, takingTurns } from '../../inference/index.ts';

// Pictures are read once and kept by our own caches, so sharp's own would only hold memory.
sharp.cache(false);

/** Pixels of a picture that waits for others of its kind: its decoder and encoder take hundreds of megabytes. */
const LARGE = 4e6;
const inTurn = takingTurns();

const CHANNELS = { 1: 1, 3: 3, 4: 4 } as const;

/** @throws RangeError for a picture that is not grey, RGB or RGBA. */
export function sharpOf({ width, height, channels, data }: PixelImage): Sharp {
  const known = CHANNELS[channels as keyof typeof CHANNELS];
  if (known === undefined) throw new RangeError(`Expected a picture of 1, 3 or 4 channels, got ${channels}`);
  return sharp(data, { raw: { width, height, channels: known } });
}

export function sharpOfMask(mask: PixelMask): Sharp {
  return sharpOf({ ...mask, channels: 1 });
}

export async function pixelsOf(picture: Sharp): Promise<PixelImage> {
  const {
    data,
    info: { width, height, channels },
  } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { width, height, channels, data: asArray(data) };
}

export async function maskOf(picture: Sharp): Promise<PixelMask> {
  const { width, height, data } = await pixelsOf(picture.toColourspace('b-w'));
  return { width, height, data };
}

/** The same bytes, not copied. Values that nodes pass on are plain arrays, never a Buffer. */
function asArray({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

/** Two pictures with equal channels: both with transparency if one of them has it. */
export async function withEqualChannels(a: PixelImage, b: PixelImage): Promise<readonly [PixelImage, PixelImage]> {
  if (a.channels === b.channels) return [a, b];
  return Promise.all([pixelsOf(sharpOf(a).ensureAlpha()), pixelsOf(sharpOf(b).ensureAlpha())]);
}

/** The file of a grey, RGB or RGBA picture. */
export async function encodePng(image: PixelImage): Promise<Uint8Array> {
  const picture = image.channels === 1 ? sharpOf(image).toColourspace('b-w') : sharpOf(image);
  return asArray(await largeInTurn(image, () => picture.png().toBuffer()));
}

/** Decodes or encodes a picture; of large ones, one at a time. */
export function largeInTurn<T>(
  { width, height }: { readonly width: number; readonly height: number },
  work: () => Promise<T>,
): Promise<T> {
  return width * height > LARGE ? inTurn(work) : work();
}

/**

 * Red, green and blue of a colour such as `#ff8000`.

 * @throws RangeError for other texts.

 */
export function rgbOf(colour: string): readonly [number, number, number] {
  const [, r, g, b] = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim()) ?? [];
  if (r === undefined || g === undefined || b === undefined)
    throw new RangeError(`Expected a colour such as "#ff8000", got "${colour}"`);
  return [Number.parseInt(r, 16), Number.parseInt(g, 16), Number.parseInt(b, 16)];
}
