/** Moving through a grid of equal cells by keys. */

/**
 * @param index of the present cell.
 * @param columns number of cells in a row.
 * @param count number of all cells.
 * @returns the index of the cell that a key leads to; undefined for other keys.
 */
export function gridStep(key: string, index: number, columns: number, count: number): number | undefined {
  const last = count - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: index + 1,
    ArrowLeft: index - 1,
    ArrowDown: index + columns,
    ArrowUp: index - columns,
    Home: 0,
    End: last,
  };
  const to = steps[key];
  if (to === undefined || count === 0) return undefined;
  // Moving down into a shorter last row goes to its end.
  if (key === 'ArrowDown' && to > last) return Math.floor(index / columns) < Math.floor(last / columns) ? last : index;
  return to < 0 || to > last ? index : to;
}

/** The number of cells in the first row. */
export function columnsOf(cells: readonly HTMLElement[]): number {
  const top = cells[0]?.offsetTop;
  const next = cells.findIndex((cell) => cell.offsetTop !== top);
  return Math.max(1, next < 0 ? cells.length : next);
}
