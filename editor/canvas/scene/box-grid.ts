/** Boxes by the squares of a coarse grid that they touch, to find those near a place without asking all. */
import { type Box, overlaps } from '../../document/layout/geometry.ts';

/** Side of a square, in canvas pixels: about a node. */
const SQUARE = 320;
/** More than there are rows of squares. Two far places may share a number; then a box is only looked at in vain. */
const ROWS = 65_536;

export class BoxGrid {
  readonly #squares = new Map<number, Box[]>();

  constructor(boxes: Iterable<Box>) {
    for (const box of boxes)
      for (const square of squaresOf(box)) {
        const here = this.#squares.get(square);
        if (here) here.push(box);
        else this.#squares.set(square, [box]);
      }
  }

  /** The boxes that share an area with another, each once. */
  within(area: Box): ReadonlySet<Box> {
    const found = new Set<Box>();
    for (const square of squaresOf(area))
      for (const box of this.#squares.get(square) ?? []) if (overlaps(box, area)) found.add(box);
    return found;
  }
}

function* squaresOf({ x, y, width, height }: Box): Generator<number> {
  const [right, bottom] = [Math.floor((x + width) / SQUARE), Math.floor((y + height) / SQUARE)];
  for (let column = Math.floor(x / SQUARE); column <= right; column++)
    for (let row = Math.floor(y / SQUARE); row <= bottom; row++) yield column * ROWS + row;
}
