/**
 * Scales of blocks in the order that tensor cores read them: tiles of 128 rows and 4 columns, a tile column by column
 * of 32 rows.
 * Source: https://docs.nvidia.com/cuda/cublas/index.html#d-block-scaling-factors-layout.
 */

const TILE_ROWS = 128;
const TILE_COLUMNS = 4;
const STRIPE = 32;

/**
 * The place of a scale.
 * @param columns of the matrix of scales, before it is padded to tiles.
 */
export function tiledIndex(row: number, column: number, columns: number): number {
  const tilesAcross = Math.ceil(columns / TILE_COLUMNS);
  const tile = Math.floor(row / TILE_ROWS) * tilesAcross + Math.floor(column / TILE_COLUMNS);
  const inTile = row % TILE_ROWS;
  const inStripe = (inTile % STRIPE) * 16 + Math.floor(inTile / STRIPE) * TILE_COLUMNS + (column % TILE_COLUMNS);
  return tile * TILE_ROWS * TILE_COLUMNS + inStripe;
}

/** Number of scales that are stored for [rows, columns], padding included. */
export function tiledCount(rows: number, columns: number): number {
  return Math.ceil(rows / TILE_ROWS) * TILE_ROWS * (Math.ceil(columns / TILE_COLUMNS) * TILE_COLUMNS);
}
