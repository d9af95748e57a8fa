/**
 * Arithmetic of the view. Screen points are measured from the upper left corner of the canvas element, in screen
 * pixels.
 */
import { type Box, middleOf, type Point } from '../../document/layout/geometry.ts';
import type { Viewport } from '../../editor-context.ts';
import { FIT_MARGIN, ZOOM } from '../metrics.ts';

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

/**
 * Zooms around a screen point, which keeps showing the same canvas point.
 * @param k the new zoom, limited to its range.
 */
export function zoomAt(viewport: Viewport, screen: Point, k: number): Viewport {
  const to = clampZoom(k);
  const at = toCanvas(viewport, screen);
  return { x: screen.x - at.x * to, y: screen.y - at.y * to, k: to };
}

/**
 * The view that shows a whole box in the middle, enlarged to at most {@link ZOOM.fit}. A very large box is smaller than
 * people can make it.
 */
export function fitBox(box: Box, size: Size): Viewport {
  return centreOn(middleOf(box), size, Math.min(ZOOM.fit, zoomToFit(box, size)));
}

/**
 * The view that shows as much of a box as can be read, at {@link ZOOM.legible} or more. A small box is in the middle. A
 * larger one begins at the margin, so that its beginning shows, and pictures and panels have the room at its end.
 */
export function fitLegibly(box: Box, size: Size): Viewport {
  const k = Math.min(ZOOM.fit, Math.max(ZOOM.legible, zoomToFit(box, size)));
  const place = (start: number, length: number, room: number): number =>
    length * k > room / 2 ? FIT_MARGIN - start * k : room / 2 - (start + length / 2) * k;
  return { x: place(box.x, box.width, size.width), y: place(box.y, box.height, size.height), k };
}

function zoomToFit(box: Box, size: Size): number {
  const across = (size.width - 2 * FIT_MARGIN) / Math.max(1, box.width);
  const down = (size.height - 2 * FIT_MARGIN) / Math.max(1, box.height);
  return Math.min(across, down);
}

/** The view at zoom `k` that shows a canvas point in the middle. */
export function centreOn(point: Point, size: Size, k: number): Viewport {
  return { x: size.width / 2 - point.x * k, y: size.height / 2 - point.y * k, k };
}

/** The visible part of the canvas, in canvas pixels. @param margin screen pixels added on each side. */
export function visibleBox(viewport: Viewport, size: Size, margin = 0): Box {
  const { x, y } = toCanvas(viewport, { x: -margin, y: -margin });
  return { x, y, width: (size.width + 2 * margin) / viewport.k, height: (size.height + 2 * margin) / viewport.k };
}

/** A view between two others. @param part of the way, from 0 to 1. */
export function between(from: Viewport, to: Viewport, part: number): Viewport {
  const k = from.k * (to.k / from.k) ** part;
  // The place follows the zoom, so that both arrive together.
  const isSameZoom = Math.abs(to.k - from.k) < 1e-9;
  const along = isSameZoom ? part : (k - from.k) / (to.k - from.k);
  return { k, x: from.x + (to.x - from.x) * along, y: from.y + (to.y - from.y) * along };
}
