/** The height that pictures take on a node. Pure, so that the canvas can lay out nodes before it draws them. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The least and most height of a picture on a node, in canvas pixels. */
const LEAST = 72;
const MOST = 340;
/** Between the node's edge and its pictures, and between pictures, in canvas pixels. */
export const PICTURE_INSET = 8;
export const PICTURE_GAP = 4;
/** The most pictures on a node. The others are only counted. */
export const MOST_PICTURES = 9;

/** The tallest cell of a grid, as a multiple of its width. */
const TALLEST_CELL = 1.4;

export function columnsFor(count: number): number {
  if (count <= 1) return 1;
  return count <= 4 ? 2 : 3;
}

/**
 * @param width of the node, in canvas pixels.
 * @param size of the first picture. While it is unknown, the picture is taken to be square.
 * @returns the height in canvas pixels, 0 without pictures.
 */
export function pictureHeight(count: number, width: number, size: Size | undefined): number {
  if (count === 0) return 0;
  const inner = Math.max(1, width - 2 * PICTURE_INSET);
  const aspect = size && size.width > 0 ? size.height / size.width : 1;
  if (count === 1) return Math.round(Math.min(MOST, Math.max(LEAST, inner * aspect))) + PICTURE_INSET;
  const columns = columnsFor(count);
  const rows = Math.ceil(Math.min(count, MOST_PICTURES) / columns);
  const cell = (inner - (columns - 1) * PICTURE_GAP) / columns;
  // Tall pictures are cropped to fit. The viewer shows them whole.
  const cellHeight = Math.min(cell * Math.min(aspect, TALLEST_CELL), (MOST - (rows - 1) * PICTURE_GAP) / rows);
  return Math.round(rows * cellHeight + (rows - 1) * PICTURE_GAP) + PICTURE_INSET;
}
