/** Where a pointer is. */
import type { Point } from '../document/layout/geometry.ts';

/** The place of a pointer in the window, in screen pixels. */
export function pointerAt({ clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>): Point {
  return { x: clientX, y: clientY };
}
