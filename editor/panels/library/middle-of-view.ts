/** The middle of the shown part of the canvas. */
import type { Point } from '../../document/layout/geometry.ts';
import type { Session } from '../../editor-context.ts';
import { NODE } from '../../document/layout/geometry.ts';

/** Where a node of usual size is in the middle, in canvas pixels. */
export function middleOfView({ viewport }: Session): Point {
  const { width = 0, height = 0 } = document.querySelector('.app-main')?.getBoundingClientRect() ?? {};
  const { x, y, k } = viewport.peek();
  return { x: (width / 2 - x) / k - NODE.width / 2, y: (height / 3 - y) / k };
}
