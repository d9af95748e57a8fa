/** The line of a wire: a curve from socket to socket, or straight parts with round corners around nodes. */
import { type Box, boundsOf, type Point } from '../../document/layout/geometry.ts';
import { ROUTE } from '../metrics.ts';
import { addCurve, curveBox, curvePath, distanceTo, segmentDistance } from './curve.ts';

export interface Route {
  readonly from: Point;
  readonly to: Point;
  /** Corners between them; none for a curve. */
  readonly corners: readonly Point[];
}

function pointsOf({ from, corners, to }: Route): readonly Point[] {
  return [from, ...corners, to];
}

/** Adds the line to a path of a 2D canvas. */
export function addRoute(path: Path2D, route: Route): void {
  const { from, to, corners } = route;
  if (corners.length === 0) return addCurve(path, from, to);
  path.moveTo(from.x, from.y);
  for (const { corner, next, radius } of roundings(route)) path.arcTo(corner.x, corner.y, next.x, next.y, radius);
  path.lineTo(to.x, to.y);
}

/** The line as the `d` of an SVG path. Corners are quadratic curves. */
export function routePath(route: Route): string {
  const { from, to, corners } = route;
  if (corners.length === 0) return curvePath(from, to);
  const parts = roundings(route).map(({ before, corner, next, radius }) => {
    const [start, end] = [towards(corner, before, radius), towards(corner, next, radius)];
    return `L${start.x} ${start.y}Q${corner.x} ${corner.y} ${end.x} ${end.y}`;
  });
  return `M${from.x} ${from.y}${parts.join('')}L${to.x} ${to.y}`;
}

interface Rounding {
  readonly before: Point;
  readonly corner: Point;
  readonly next: Point;
  /** At most half of the shorter side, so that two roundings never meet. */
  readonly radius: number;
}

function roundings(route: Route): Rounding[] {
  const points = pointsOf(route);
  return route.corners.map((corner, index) => {
    const [before, next] = [points[index] ?? corner, points[index + 2] ?? corner];
    const shorter = Math.min(lengthOf(before, corner), lengthOf(corner, next));
    return { before, corner, next, radius: Math.min(ROUTE.radius, shorter / 2) };
  });
}

function lengthOf(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function towards(from: Point, to: Point, distance: number): Point {
  const part = distance / Math.max(1e-9, lengthOf(from, to));
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const boxes = new WeakMap<Route, Box>();

/** A box that contains the whole line. */
export function routeBox(route: Route): Box {
  const known = boxes.get(route);
  if (known) return known;
  const { from, to, corners } = route;
  const points = pointsOf(route).map(({ x, y }) => ({ x, y, width: 0, height: 0 }));
  const box = corners.length === 0 ? curveBox(from, to) : (boundsOf(points) as Box);
  boxes.set(route, box);
  return box;
}

/** Distance of a point to the line, in canvas pixels. Round corners count as sharp ones. */
export function distanceToRoute(route: Route, point: Point): number {
  if (route.corners.length === 0) return distanceTo(route.from, route.to, point);
  const points = pointsOf(route);
  return Math.min(...points.slice(1).map((end, index) => segmentDistance(points[index] ?? end, end, point)));
}
