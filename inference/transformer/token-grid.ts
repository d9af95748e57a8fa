/** Sizes of pictures in tokens. */

/** Size of one image in the sequence, in latent tokens. */
export interface TokenGrid {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
}

/** Number of tokens of a grid. */
export function tokenCount(grid: TokenGrid): number {
  return grid.frames * grid.height * grid.width;
}

/** Number of tokens of several grids. */
export function totalTokens(grids: readonly TokenGrid[]): number {
  return grids.reduce((sum, grid) => sum + tokenCount(grid), 0);
}
