/** The curve of a wire: a cubic Bézier with horizontal handles. */
import type { Box, Point } from '../../document/layout/geometry.ts';
import { CURVE } from '../metrics.ts';

/** How far the handles of the curve reach out of the sockets, in canvas pixels. */
export function bend(from: Point, to: Point): number {
  const across = to.x - from.x;
  const reach = across >= 0 ? across / 2 : Math.min(CURVE.most, CURVE.reach - across / 2);
  const least = Math.min(CURVE.reach, Math.hypot(across, to.y - from.y) / 2);
  return Math.max(least, reach);
}

/** The curve as the `d` of an SVG path. */
export function curvePath(from: Point, to: Point): string {
  const reach = bend(from, to);
  return `M${from.x} ${from.y}C${from.x + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x} ${to.y}`;
}

/** Adds the curve to a path of a 2D canvas. */
export function addCurve(path: Path2D, from: Point, to: Point): void {
  const reach = bend(from, to);
  path.moveTo(from.x, from.y);
  path.bezierCurveTo(from.x + reach, from.y, to.x - reach, to.y, to.x, to.y);
}

/** The point at `t` of the curve, from 0 at the source to 1 at the target. */
export function pointOn(from: Point, to: Point, t: number): Point {
  const reach = bend(from, to);
  const [a, b, c, d] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
  return { x: a * from.x + b * (from.x + reach) + c * (to.x - reach) + d * to.x, y: (a + b) * from.y + (c + d) * to.y };
}

/** A box that contains the whole curve. */
export function curveBox(from: Point, to: Point): Box {
  const reach = bend(from, to);
  const x = Math.min(from.x, to.x - reach);
  const y = Math.min(from.y, to.y);
  return { x, y, width: Math.max(from.x + reach, to.x) - x, height: Math.abs(to.y - from.y) };
}

/** Distance of a point to the curve, in canvas pixels, measured along straight parts. */
export function distanceTo(from: Point, to: Point, point: Point): number {
  let nearest = Infinity;
  let start = from;
  for (let part = 1; part <= CURVE.parts; part++) {
    const end = pointOn(from, to, part / CURVE.parts);
    nearest = Math.min(nearest, segmentDistance(start, end, point));
    start = end;
  }
  return nearest;
}

/** Distance of a point to the straight line between two others. */
export function segmentDistance(a: Point, b: Point, point: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squaredLength = dx * dx + dy * dy;
  const along = squaredLength === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / squaredLength;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}
