/** The pictures in a value that a node computed. */
import type { PixelImage, PixelMask } from '../../../../inference/index.ts';
import { largeInTurn, sharpOf, sharpOfMask } from '../../../../nodes/image/pixels.ts';
import { IMAGE, IMAGES, MASK } from '../../../../nodes/sockets.ts';

/** Fast rather than small: the files are for display only, and their folder is bounded. */
const PNG = { compressionLevel: 2 };

export interface ValuePicture {
  readonly width: number;
  readonly height: number;
  /** @returns the bytes of a PNG file. */
  readonly encode: () => Promise<Uint8Array>;
}

/** Whether values of a socket type are pictures. */
export function isPictureType(type: string): boolean {
  return type === IMAGE.name || type === MASK.name || type === IMAGES.name;
}

/** @param type one that {@link isPictureType} accepts. */
export function picturesOf(type: string, value: unknown): readonly ValuePicture[] {
  if (type === MASK.name) {
    const mask = value as PixelMask;
    const encode = (): Promise<Uint8Array> => largeInTurn(mask, () => sharpOfMask(mask).png(PNG).toBuffer());
    return [{ width: mask.width, height: mask.height, encode }];
  }
  const images = type === IMAGES.name ? (value as readonly PixelImage[]) : [value as PixelImage];
  return images.map((image) => ({
    width: image.width,
    height: image.height,
    encode: () => largeInTurn(image, () => sharpOf(image).png(PNG).toBuffer()),
  }));
}
