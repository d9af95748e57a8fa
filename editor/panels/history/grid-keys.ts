/** Walking a grid of equal cells by keys. */

/**
 * Where a key leads from a cell.
 * @param columns cells in a row.
 * @param count cells in all.
 * @returns undefined for keys that lead nowhere.
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
  // Down into a last row that is shorter goes to its end.
  if (key === 'ArrowDown' && to > last) return Math.floor(index / columns) < Math.floor(last / columns) ? last : index;
  return to < 0 || to > last ? index : to;
}

/** How many of the elements stand in the first row. */
export function columnsOf(cells: readonly HTMLElement[]): number {
  const top = cells[0]?.offsetTop;
  const next = cells.findIndex((cell) => cell.offsetTop !== top);
  return Math.max(1, next < 0 ? cells.length : next);
}
