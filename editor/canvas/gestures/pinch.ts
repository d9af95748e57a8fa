/** Zooms and moves the view with two fingers. The canvas points under them stay under them. */
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { clampZoom } from '../scene/viewport.ts';

export interface Pinch {
  /** Places of the fingers in the window, in screen pixels. */
  move(a: Point, b: Point): void;
}

/** Places of the fingers in the window, in screen pixels. */
export function pinch(board: Board, a: Point, b: Point): Pinch {
  const { k } = board.viewport();
  const held = board.toCanvas(middleBetween(a, b));
  const apart = Math.max(1, distance(a, b));
  return {
    move: (c, d) => {
      const to = clampZoom((k * distance(c, d)) / apart);
      const at = board.toLocal(middleBetween(c, d));
      board.setViewport({ x: at.x - held.x * to, y: at.y - held.y * to, k: to });
    },
  };
}

function middleBetween(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
