/** Masks that fade: towards the edges of a picture, and towards the part of it that outpainting keeps. */
import type { PixelMask } from './mask.ts';

/** Pixels on each side of a picture. */
export interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * A mask whose outer pixels fade to black: the one at place `i` of `n`, from the outside, is multiplied by
 * `(i + 1) / n`. Source: ComfyUI `FeatherMask`, which on the right and below counts from -0 and so fades the first
 * column and row instead of the last; here both ends fade.
 */
export function feathered({ width, height, data }: PixelMask, { left, top, right, bottom }: Sides): PixelMask {
  const across = Float64Array.from(
    { length: width },
    (_, i) => fade(i, width, left) * fade(width - 1 - i, width, right),
  );
  const down = Float64Array.from(
    { length: height },
    (_, i) => fade(i, height, top) * fade(height - 1 - i, height, bottom),
  );
  const out = data.map((value, i) =>
    Math.round(value * (across[i % width] as number) * (down[Math.floor(i / width)] as number)),
  );
  return { width, height, data: out };
}

function fade(place: number, length: number, pixels: number): number {
  const reach = Math.min(pixels, length);
  return place < reach ? (place + 1) / reach : 1;
}

/**
 * The mask of a padded picture: white in the new part, and fading inside the old one by the square of the distance.
 * Source: ComfyUI `ImagePadForOutpaint` in nodes.py, also for pictures too small to fade: they are kept whole.
 * @param width of the picture before it was padded, as `height`.
 * @param room added on each side.
 * @param feather pixels of the old part that fade.
 */
export function outpaintMask(width: number, height: number, room: Sides, feather: number): PixelMask {
  const outer = { width: width + room.left + room.right, height: height + room.top + room.bottom };
  const data = new Uint8Array(outer.width * outer.height).fill(255);
  const fades = feather > 0 && feather * 2 < Math.min(width, height);
  for (let row = 0; row < height; row += 1) {
    const vertical = depth(row, height, room.top, room.bottom);
    for (let column = 0; column < width; column += 1) {
      const distance = Math.min(vertical, depth(column, width, room.left, room.right));
      const share = fades ? Math.max(0, (feather - distance) / feather) : 0;
      data[(room.top + row) * outer.width + room.left + column] = Math.round(255 * share * share);
    }
  }
  return { ...outer, data };
}

/** Pixels to the nearer of the ends of a line beyond which there is room. */
function depth(place: number, size: number, before: number, behind: number): number {
  return Math.min(before > 0 ? place : Infinity, behind > 0 ? size - place : Infinity);
}
