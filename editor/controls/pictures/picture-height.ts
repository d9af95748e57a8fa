/** How much room the pictures of a node take. Pure, so that the geometry of the canvas knows it before anything is drawn. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Least and most height of a picture on a node, in canvas pixels. */
const LEAST = 72;
const MOST = 340;
/** Between the edges of the node and its pictures, and between pictures. */
export const PICTURE_INSET = 8;
export const PICTURE_GAP = 4;
/** Most pictures a node shows; the rest is a number. */
export const MOST_PICTURES = 9;

export function columnsFor(count: number): number {
  if (count <= 1) return 1;
  return count <= 4 ? 2 : 3;
}

/**
 * @param width of the node.
 * @param size of the first picture, undefined before it is known: it is taken to be square.
 * @returns 0 without pictures.
 */
export function pictureHeight(count: number, width: number, size: Size | undefined): number {
  if (count === 0) return 0;
  const inner = Math.max(1, width - 2 * PICTURE_INSET);
  const aspect = size && size.width > 0 ? size.height / size.width : 1;
  if (count === 1) return Math.round(Math.min(MOST, Math.max(LEAST, inner * aspect))) + PICTURE_INSET;
  const columns = columnsFor(count);
  const rows = Math.ceil(Math.min(count, MOST_PICTURES) / columns);
  const cell = (inner - (columns - 1) * PICTURE_GAP) / columns;
  // Many high pictures are cut to fit; the viewer has all of them.
  const cellHeight = Math.min(cell * Math.min(aspect, 1.4), (MOST - (rows - 1) * PICTURE_GAP) / rows);
  return Math.round(rows * cellHeight + (rows - 1) * PICTURE_GAP) + PICTURE_INSET;
}
