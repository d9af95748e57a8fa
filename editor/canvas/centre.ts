/** The middle of the canvas. */
import type { Point } from '../document/layout/geometry.ts';
import type { Board } from './board.ts';

/** The middle of what is visible, in the window's pixels. */
export function centreOf({ size, root }: Pick<Board, 'size' | 'root'>): Point {
  const { left, top } = root.getBoundingClientRect();
  return { x: left + size.peek().width / 2, y: top + size.peek().height / 2 };
}
