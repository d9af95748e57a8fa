/** Parts of pictures and masks that are views of the whole ones. */
import type { PixelMask } from '../mask.ts';
import type { PixelImage } from '../pixels.ts';

/** The pixels `from` to before `to`, counted row by row, as a picture of one row. */
export function imagePixels(image: PixelImage, from: number, to: number): PixelImage {
  const { channels, data } = image;
  return { width: to - from, height: 1, channels, data: data.subarray(from * channels, to * channels) };
}

/** The pixels `from` to before `to`, counted row by row, as a mask of one row. */
export function maskPixels({ data, colours }: PixelMask, from: number, to: number): PixelMask {
  return {
    width: to - from,
    height: 1,
    data: data.subarray(from, to),
    ...(colours ? { colours: colours.subarray(from * 3, to * 3) } : {}),
  };
}

/** The rows `from` to before `to`. */
export function imageRows(image: PixelImage, from: number, to: number): PixelImage {
  const { width } = image;
  return { ...imagePixels(image, from * width, to * width), width, height: to - from };
}

/** The rows `from` to before `to`. */
export function maskRows(mask: PixelMask, from: number, to: number): PixelMask {
  const { width } = mask;
  return { ...maskPixels(mask, from * width, to * width), width, height: to - from };
}

/** The rows `from` to before `to` of a mask that is stretched to a height, nearest row. The rows keep their width. */
export function stretchedRows({ width, height, data }: PixelMask, to: number, top: number, bottom: number): PixelMask {
  if (height === to) return maskRows({ width, height, data }, top, bottom);
  const rows = new Uint8Array((bottom - top) * width);
  for (let row = top; row < bottom; row += 1) {
    const from = Math.floor((row * height) / to) * width;
    rows.set(data.subarray(from, from + width), (row - top) * width);
  }
  return { width, height: bottom - top, data: rows };
}
