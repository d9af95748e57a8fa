/** Puts boxes into rows, from left to right and from the top down, so that they fill about the shape of a page. */
import type { Point } from '../geometry.ts';
import type { Page } from './fold.ts';
import { onGrid, shifted, type Unit } from './unit.ts';

/** Between parts of a graph that no wire joins, in canvas pixels. */
const GAP = 96;

/** @returns one unit with the items of all. */
export function pack(id: string, parts: readonly Unit[], page: Page): Unit {
  const widest = Math.max(0, ...parts.map(({ width }) => width));
  const area = parts.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const full = Math.max(widest, page.width, Math.sqrt((area * page.width) / page.height));
  const items = new Map<string, Point>();
  let [x, top, bottom, right] = [0, 0, 0, 0];
  for (const part of parts) {
    if (x > 0 && x + part.width > full) {
      x = 0;
      top = onGrid(bottom + GAP);
    }
    for (const [key, place] of shifted(part.items, { x, y: top })) items.set(key, place);
    bottom = Math.max(bottom, top + part.height);
    right = Math.max(right, x + part.width);
    x = onGrid(x + part.width + GAP);
  }
  return { id, width: right, height: bottom, items };
}
