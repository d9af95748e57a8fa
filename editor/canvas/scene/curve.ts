/** The curve of a wire: how it is bent, what it covers, how far a point is from it. */
import type { Box, Point } from '../../document/layout/geometry.ts';

/** How far the handles of the curve reach out of the sockets, in canvas pixels. */
export function bend(from: Point, to: Point): number {
  const across = to.x - from.x;
  const reach = across >= 0 ? across / 2 : Math.min(220, 40 - across / 2);
  return Math.max(Math.min(40, Math.hypot(across, to.y - from.y) / 2), reach);
}

export function curvePath(from: Point, to: Point): string {
  const reach = bend(from, to);
  return `M${from.x} ${from.y}C${from.x + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x} ${to.y}`;
}

/** At `t` from 0 to 1 of the curve. */
export function pointOn(from: Point, to: Point, t: number): Point {
  const reach = bend(from, to);
  const [a, b, c, d] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
  return { x: a * from.x + b * (from.x + reach) + c * (to.x - reach) + d * to.x, y: (a + b) * from.y + (c + d) * to.y };
}

/** A box that holds the whole curve. */
export function curveBox(from: Point, to: Point): Box {
  const reach = bend(from, to);
  const x = Math.min(from.x, to.x - reach);
  const y = Math.min(from.y, to.y);
  return { x, y, width: Math.max(from.x + reach, to.x) - x, height: Math.abs(to.y - from.y) };
}

/** Distance of a point to the curve, in canvas pixels. */
export function distanceTo(from: Point, to: Point, point: Point): number {
  const parts = 24;
  let nearest = Infinity;
  let a = from;
  for (let part = 1; part <= parts; part++) {
    const b = pointOn(from, to, part / parts);
    nearest = Math.min(nearest, segmentDistance(a, b, point));
    a = b;
  }
  return nearest;
}

function segmentDistance(a: Point, b: Point, point: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}
