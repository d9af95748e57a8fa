/** Values decoded at once. */
const PIECE = 2 ** 22;

/** Cuts a weight into pieces of whole rows that fit into memory: the first row and the number of rows of each. */
export function* rowsAtOnce({
  rows,
  width,
}: {
  readonly rows: number;
  readonly width: number;
}): Generator<readonly [first: number, count: number]> {
  const step = Math.max(1, Math.floor(PIECE / Math.max(1, width)));
  for (let first = 0; first < rows; first += step) yield [first, Math.min(step, rows - first)];
}
