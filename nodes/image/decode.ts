/** Reads picture files. Decoding and everything done to the pixels happens in sharp, outside of this thread. */
import sharp from 'sharp';
import type { PixelImage, PixelMask } from '../../inference/index.ts';
import { MAX_PIXELS, mostPixels } from './limits.ts';
import { largeInTurn, maskOf, pixelsOf, sharpOf } from './pixels.ts';

/** Most channels of a file: CMYK with transparency. */
const MAX_CHANNELS = 5;

/**
 * A picture file as RGB or RGBA of 8 bits, turned upright; of a file with several pages or frames, the first.
 * @param name for errors.
 * @throws Error for a file that is no picture, is damaged, or is above a limit.
 */
export async function decodePicture(path: string, name: string): Promise<PixelImage> {
  const file = sharp(path, { limitInputPixels: MAX_PIXELS, limitInputChannels: MAX_CHANNELS, sequentialRead: true });
  try {
    const header = await file.metadata();
    if (header.width * header.height > mostPixels(header)) throw new Error(INTERLACED);
    return await largeInTurn(header, () => pixelsOf(file.autoOrient().toColourspace('srgb')));
  } catch (cause) {
    throw new Error(`"${name}" ${problemOf((cause as Error).message)}`, { cause });
  }
}

const INTERLACED = 'too large and interlaced';

function problemOf(message: string): string {
  if (message === INTERLACED)
    return `is an interlaced PNG of more than ${MAX_PIXELS / 2} pixels; save it without interlacing`;
  if (message.includes('pixel limit'))
    return `has more than ${MAX_PIXELS} pixels (such as 8192 x 6144), the most that is loaded; make it smaller first`;
  if (message.includes('channel limit'))
    return `has more than ${MAX_CHANNELS} channels, the most that is loaded; save it as RGB first`;
  return `is no picture that can be read: ${message}`;
}

/** The colours of a picture, whatever its transparency; a picture without any itself. */
export async function withoutTransparency(image: PixelImage): Promise<PixelImage> {
  return image.channels === 4 ? pixelsOf(sharpOf(image).removeAlpha()) : image;
}

/** White where a picture is transparent, black where it is opaque. */
export async function transparencyOf(image: PixelImage): Promise<PixelMask> {
  const { width, height, channels } = image;
  if (channels !== 4) return { width, height, data: new Uint8Array(width * height) };
  return maskOf(sharpOf(image).extractChannel(3).negate());
}

const BLACK = Buffer.alloc(2 ** 16);

/** Whether every pixel of a mask is black. */
export function isBlack({ data: { buffer, byteOffset, length } }: PixelMask): boolean {
  const bytes = Buffer.from(buffer, byteOffset, length);
  for (let at = 0; at < length; at += BLACK.length) {
    const part = bytes.subarray(at, at + BLACK.length);
    if (!part.equals(BLACK.subarray(0, part.length))) return false;
  }
  return true;
}
