/** Masks from the colours of a picture. */
import type { PixelMask } from './mask.ts';
import type { PixelImage } from './pixels.ts';

/**
 * White where a picture has a colour.
 * @param colour red, green and blue, 0 to 255.
 * @param tolerance largest difference of a channel.
 */
export function maskOfColour(
  { width, height, channels, data }: PixelImage,
  [red, green, blue]: readonly [number, number, number],
  tolerance: number,
): PixelMask {
  const mask = new Uint8Array(width * height);
  for (let pixel = 0, at = 0; pixel < mask.length; pixel += 1, at += channels) {
    const isNear =
      Math.abs((data[at] ?? 0) - red) <= tolerance &&
      Math.abs((data[at + 1] ?? 0) - green) <= tolerance &&
      Math.abs((data[at + 2] ?? 0) - blue) <= tolerance;
    if (isNear) mask[pixel] = 255;
  }
  return { width, height, data: mask };
}
