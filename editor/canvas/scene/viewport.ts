/**
 * Arithmetic of the view: what is shown where. Screen points are measured from the upper left corner of the canvas
 * element.
 */
import type { Box, Point } from '../../document/layout/geometry.ts';
import type { Viewport } from '../../editor-context.ts';

export const ZOOM = { min: 0.1, max: 3 } as const;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function clampZoom(k: number): number {
  return Math.min(ZOOM.max, Math.max(ZOOM.min, k));
}

export function toCanvas({ x, y, k }: Viewport, screen: Point): Point {
  return { x: (screen.x - x) / k, y: (screen.y - y) / k };
}

export function toScreen({ x, y, k }: Viewport, point: Point): Point {
  return { x: x + point.x * k, y: y + point.y * k };
}

/** Zooms so that what is at `screen` stays there. */
export function zoomAt(viewport: Viewport, screen: Point, k: number): Viewport {
  const to = clampZoom(k);
  const at = toCanvas(viewport, screen);
  return { x: screen.x - at.x * to, y: screen.y - at.y * to, k: to };
}

/** The view that shows a box in the middle, as large as fits but not larger than `largest`. */
export function fitBox(box: Box, size: Size, largest = 1, margin = 48): Viewport {
  const k = Math.min(
    largest,
    clampZoom(
      Math.min(
        (size.width - 2 * margin) / Math.max(1, box.width),
        (size.height - 2 * margin) / Math.max(1, box.height),
      ),
    ),
  );
  return centreOn({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, size, k);
}

export function centreOn(point: Point, size: Size, k: number): Viewport {
  return { x: size.width / 2 - point.x * k, y: size.height / 2 - point.y * k, k };
}

/** What is shown, in canvas pixels, with `margin` screen pixels around. */
export function visibleBox(viewport: Viewport, size: Size, margin = 0): Box {
  const { x, y } = toCanvas(viewport, { x: -margin, y: -margin });
  return { x, y, width: (size.width + 2 * margin) / viewport.k, height: (size.height + 2 * margin) / viewport.k };
}

/** Between two views, at `part` from 0 to 1 of the way. */
export function between(from: Viewport, to: Viewport, part: number): Viewport {
  const k = from.k * (to.k / from.k) ** part;
  // Linear in what is seen, not in pixels: zoom and way arrive together.
  const along = Math.abs(to.k - from.k) < 1e-9 ? part : (k - from.k) / (to.k - from.k);
  return { k, x: from.x + (to.x - from.x) * along, y: from.y + (to.y - from.y) * along };
}
