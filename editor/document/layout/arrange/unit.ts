/** What is laid out as one box: a node with its notes, a group with its nodes, or a note by itself. */
import type { Box, Point } from '../geometry.ts';
import { GRID } from '../geometry.ts';

export interface Unit {
  /** Unique among the units that are laid out together. */
  readonly id: string;
  /** Whole steps of the grid, in canvas pixels. */
  readonly width: number;
  readonly height: number;
  /** Upper left corners of its items by key, from its own corner. */
  readonly items: ReadonlyMap<string, Point>;
}

/** A wire between two nodes. The offsets lead from the tops of the nodes to the sockets, in canvas pixels. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly fromOffset: number;
  readonly toOffset: number;
}

/** Between a node and its notes. */
const NOTE_GAP = 2 * GRID;

/** A node with notes above and below it, all from one left edge. */
export function stackedUnit(id: string, items: readonly (readonly [key: string, box: Box])[]): Unit {
  const places = new Map<string, Point>();
  let top = 0;
  for (const [key, { height }] of items) {
    places.set(key, { x: 0, y: top });
    top += onGrid(height) + NOTE_GAP;
  }
  const width = Math.max(0, ...items.map(([, box]) => box.width));
  return { id, width: onGrid(width), height: Math.max(0, top - NOTE_GAP), items: places };
}

/** The next step of the grid. */
export function onGrid(length: number): number {
  return Math.ceil(length / GRID) * GRID;
}

/** Items moved to another corner. */
export function shifted(items: ReadonlyMap<string, Point>, by: Point): [string, Point][] {
  return [...items].map(([key, { x, y }]) => [key, { x: x + by.x, y: y + by.y }]);
}
