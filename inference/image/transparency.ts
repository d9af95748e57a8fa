/**
 * Pictures with an alpha channel, in 8 bits: with and without it, premultiplied, and on a white ground. Transparency is
 * straight, as PNG has it: colours are not multiplied by alpha.
 * Source: Pillow's `MULDIV255` in `ImagingUtils.h`, `rgbA2rgba` and its inverse in `Convert.c`.
 */
import type { PixelImage } from './pixels.ts';

/** Red, green and blue of a pixel, before and after a change that depends on its alpha. */
type ColourChange = (value: number, alpha: number) => number;

/** A picture with an alpha channel; without one it is opaque. */
export function withAlpha(picture: PixelImage): PixelImage {
  const { width, height, channels } = picture;
  if (channels === 4) return picture;
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      data[pixel * 4 + channel] = picture.data[pixel * channels + Math.min(channel, channels - 1)] as number;
    }
  }
  return { width, height, channels: 4, data };
}

/** The colours of a picture, whatever its alpha; a picture without alpha itself. */
export function withoutAlpha(picture: PixelImage): PixelImage {
  return picture.channels === 4 ? rgbOf(picture, (value) => value) : picture;
}

/**
 * A picture as it looks on white paper, RGB: round((c * a + 255 * (255 - a)) / 255), as a text encoder is shown it.
 * A picture without alpha itself.
 */
export function onWhite(picture: PixelImage): PixelImage {
  if (picture.channels !== 4) return picture;
  return rgbOf(picture, (value, alpha) => divided255(value * alpha + 255 * (255 - alpha)));
}

/** Colours times alpha, so that transparent pixels do not bleed into opaque ones. @param picture RGBA. */
export function premultiplied(picture: PixelImage): PixelImage {
  return mapColours(picture, (value, alpha) => divided255(value * alpha));
}

/** The inverse of {@link premultiplied}, as far as 8 bits hold it. @param picture RGBA. */
export function unpremultiplied(picture: PixelImage): PixelImage {
  return mapColours(picture, (value, alpha) =>
    alpha === 0 || alpha === 255 ? value : Math.min(255, Math.trunc((255 * value) / alpha)),
  );
}

/** round(x / 255) for x in [0, 255^2], without a division. */
function divided255(x: number): number {
  const t = x + 128;
  return ((t >> 8) + t) >> 8;
}

function mapColours(picture: PixelImage, change: ColourChange): PixelImage {
  const data = picture.data.slice();
  for (let pixel = 0; pixel < data.length; pixel += 4) {
    const alpha = data[pixel + 3] as number;
    for (let i = pixel; i < pixel + 3; i += 1) data[i] = change(data[i] as number, alpha);
  }
  return { ...picture, data };
}

function rgbOf({ width, height, data }: PixelImage, change: ColourChange): PixelImage {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4) {
    const alpha = data[from + 3] as number;
    for (let channel = 0; channel < 3; channel += 1) rgb[to++] = change(data[from + channel] as number, alpha);
  }
  return { width, height, channels: 3, data: rgb };
}
