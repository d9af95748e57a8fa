/** Places of the pictures in the grid, in CSS pixels from its corner. Only rows in view are in the page. */

export interface Layout {
  readonly columns: number;
  /** Width of a tile. */
  readonly width: number;
  /** Height of a tile: a square and the lines below it. */
  readonly height: number;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const GAP = 10;
/** Height of the lines below a picture. */
const CAPTION = 42;
/** Least width of a tile, in wide and narrow grids. */
const LEAST = { wide: 168, narrow: 108 } as const;
const NARROW = 600;
/** Rows above and below the view that are in the page, so that scrolling shows no gap. */
const SPARE = 2;

/** @param width of the grid. */
export function layoutOf(width: number): Layout {
  const least = width < NARROW ? LEAST.narrow : LEAST.wide;
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  const tile = Math.max(1, Math.floor((width - GAP * (columns - 1)) / columns));
  return { columns, width: tile, height: tile + CAPTION };
}

export function areaOf({ columns, width, height }: Layout, index: number): Area {
  const [row, column] = [Math.floor(index / columns), index % columns];
  return { x: column * (width + GAP), y: row * (height + GAP), width, height };
}

/** Height of the whole grid. */
export function gridHeight({ columns, height }: Layout, count: number): number {
  return Math.max(0, Math.ceil(count / columns) * (height + GAP) - GAP);
}

/** The pictures to have in the page: from the first index up to, without, the second. */
export function shownRange(layout: Layout, count: number, top: number, view: number): readonly [number, number] {
  const step = layout.height + GAP;
  const first = Math.max(0, Math.floor(top / step) - SPARE);
  const last = Math.ceil((top + view) / step) + SPARE;
  return [Math.min(count, first * layout.columns), Math.min(count, last * layout.columns)];
}

/** Indexes of the pictures that an area touches. */
export function touched(layout: Layout, count: number, { x, y, width, height }: Area): number[] {
  const [stepX, stepY] = [layout.width + GAP, layout.height + GAP];
  const found: number[] = [];
  const rows = Math.min(Math.ceil(count / layout.columns) - 1, Math.floor((y + height) / stepY));
  for (let row = Math.max(0, Math.floor((y + GAP) / stepY)); row <= rows; row++)
    for (let column = 0; column < layout.columns; column++) {
      const left = column * stepX;
      const index = row * layout.columns + column;
      if (index < count && left <= x + width && left + layout.width >= x) found.push(index);
    }
  return found;
}

/** Where to scroll so that a picture is in view; `top` when it is. */
export function scrollTo(layout: Layout, index: number, top: number, view: number): number {
  const { y, height } = areaOf(layout, index);
  if (y < top) return y;
  return y + height > top + view ? y + height - view : top;
}
