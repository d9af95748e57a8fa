/** Two fingers: the points under them stay under them. */
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { clampZoom } from '../scene/viewport.ts';

export interface Pinch {
  move(a: Point, b: Point): void;
}

/** Points are in the window's pixels. */
export function pinch(board: Board, a: Point, b: Point): Pinch {
  const { k } = board.viewport();
  const held = board.toCanvas(middle(a, b));
  const apart = Math.max(1, distance(a, b));
  return {
    move: (c, d) => {
      const to = clampZoom((k * distance(c, d)) / apart);
      const at = board.toLocal(middle(c, d));
      board.setViewport({ x: at.x - held.x * to, y: at.y - held.y * to, k: to });
    },
  };
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
