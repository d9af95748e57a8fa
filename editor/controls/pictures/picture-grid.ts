/** The grid of pictures on a node. */

/** The most pictures on a node. The others are only counted. */
export const MOST_PICTURES = 9;

export function columnsFor(count: number): number {
  if (count <= 1) return 1;
  return count <= 4 ? 2 : 3;
}
