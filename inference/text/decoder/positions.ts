/** Positions of the tokens of a prompt: text and pictures advance one cursor. */

/** Positions of all tokens on the axes time, row and column, each as long as the prompt. */
export type TokenPositions = readonly [time: readonly number[], row: readonly number[], column: readonly number[]];

/** Positions of a prompt without images: 0, 1, 2, ... on every axis. */
export function textPositions(tokens: number): TokenPositions {
  const positions = Array.from({ length: tokens }, (_, i) => i);
  return [positions, positions, positions];
}

/** The position, on every axis, of the token after others: that of `rope_deltas` in the files below. */
export function nextPosition(positions: TokenPositions): number {
  return 1 + positions.flat().reduce((largest, position) => Math.max(largest, position), -1);
}

/**
 * Positions of a prompt with pictures. All tokens of a picture have one time, and rows and columns counted from it;
 * text continues after the longer side of the picture. Source: transformers `get_rope_index`, modeling_qwen2_5_vl.py
 * and modeling_qwen3_vl.py.
 * @param pictures sides of each picture in tokens, in the order in which they appear.
 */
export function picturePositions(
  tokenIds: readonly number[],
  pictureToken: number,
  pictures: readonly { readonly rows: number; readonly columns: number }[],
): TokenPositions {
  const [time, row, column]: [number[], number[], number[]] = [[], [], []];
  let next = 0;
  let picture = 0;
  for (let at = 0; at < tokenIds.length;) {
    const grid = tokenIds[at] === pictureToken ? pictures[picture++] : undefined;
    const count = grid ? grid.rows * grid.columns : 1;
    for (let i = 0; i < count; i += 1) {
      time.push(next);
      row.push(next + (grid ? Math.floor(i / grid.columns) : 0));
      column.push(next + (grid ? i % grid.columns : 0));
    }
    next += grid ? Math.max(grid.rows, grid.columns) : 1;
    at += count;
  }
  return [time, row, column];
}
