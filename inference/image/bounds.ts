/** The part of a mask that is not black. */
import type { PixelMask } from './mask.ts';

/** Columns and rows, all of them inside. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The smallest rectangle around everything that is not black; undefined for a mask that is black everywhere. */
export function boundsOf({ width, height, data }: PixelMask): Bounds | undefined {
  let [left, top, right, bottom] = [width, -1, -1, -1];
  for (let row = 0; row < height; row += 1) {
    const start = row * width;
    for (let column = 0; column < width; column += 1) {
      if (data[start + column] === 0) continue;
      if (top < 0) top = row;
      bottom = row;
      if (column < left) left = column;
      if (column > right) right = column;
    }
  }
  return top < 0 ? undefined : { left, top, right, bottom };
}
