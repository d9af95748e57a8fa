/**
 * Leads a wire around nodes. A curve that meets none is kept. Otherwise the wire leaves its socket to the right, goes
 * up or down to a free lane between nodes, along it, and up or down to the other socket. It takes the shortest of these
 * ways that meets no node, or the curve when there is none. The same graph always gives the same ways.
 */
import type { Box, Point } from '../../document/layout/geometry.ts';
import { ROUTE } from '../metrics.ts';
import { curveBox, pointOn } from './curve.ts';
import type { Route } from './route.ts';

/** The boxes of nodes that share an area with another box. */
export type NodesWithin = (area: Box) => Iterable<Box>;

/**
 * @param from the socket it leaves to the right. @param to the socket it enters from the left.
 * @param track a whole number from 0 that keeps wires on the same way apart.
 */
export function routeAround(from: Point, to: Point, nodesWithin: NodesWithin, track: number): Route {
  const direct: Route = { from, to, corners: [] };
  const aside = ROUTE.aside + (track % ROUTE.tracks) * ROUTE.apart;
  const [out, into] = [from.x + aside, to.x - aside];
  if (![...nodesWithin(curveBox(from, to))].some((node) => meetsCurve(from, to, node))) return direct;
  const nodes = [...nodesWithin(searchArea(from, to, aside))];
  const shift = (track % ROUTE.tracks) * ROUTE.laneApart;
  const lanes = [from.y, to.y, ...nodes.flatMap(({ y, height }) => [y, y + height].map(laneBeside(y, shift)))];
  const ways = lanes
    .map((lane) => ({ lane, length: Math.abs(from.y - lane) + Math.abs(to.y - lane) }))
    .toSorted((a, b) => a.length - b.length || a.lane - b.lane);
  const free = ways.find(({ lane }) => !nodes.some((node) => meetsWay(from, to, { out, into, lane }, node)));
  if (!free) return direct;
  const corners = [
    { x: out, y: from.y },
    { x: out, y: free.lane },
    { x: into, y: free.lane },
    { x: into, y: to.y },
  ];
  return { from, to, corners: withoutDoubles(corners) };
}

/** The lane above the upper edge of a node, and the one below its lower edge. @param top of the node. */
function laneBeside(top: number, shift: number): (edge: number) => number {
  return (edge) => (edge === top ? edge - ROUTE.clear - shift : edge + ROUTE.clear + shift);
}

/** The part of the canvas whose nodes may be in the way, or have a lane beside them. */
function searchArea(from: Point, to: Point, aside: number): Box {
  const left = Math.min(from.x, to.x - aside);
  const top = Math.min(from.y, to.y) - ROUTE.search;
  return {
    x: left,
    y: top,
    width: Math.max(from.x + aside, to.x) - left,
    height: Math.max(from.y, to.y) + ROUTE.search - top,
  };
}

function meetsCurve(from: Point, to: Point, node: Box): boolean {
  for (let part = 1; part < ROUTE.parts; part++) if (isInside(pointOn(from, to, part / ROUTE.parts), node)) return true;
  return false;
}

function isInside({ x, y }: Point, node: Box): boolean {
  const touch = ROUTE.touch;
  return (
    x > node.x + touch && x < node.x + node.width - touch && y > node.y + touch && y < node.y + node.height - touch
  );
}

interface Way {
  /** Places of the two upright parts. */
  readonly out: number;
  readonly into: number;
  /** Place of the level part. */
  readonly lane: number;
}

function meetsWay(from: Point, to: Point, { out, into, lane }: Way, node: Box): boolean {
  return (
    meetsUpright(out, from.y, lane, node) ||
    meetsLevel(lane, out, into, node) ||
    meetsUpright(into, lane, to.y, node) ||
    meetsLevel(from.y, from.x, out, node) ||
    meetsLevel(to.y, into, to.x, node)
  );
}

function meetsUpright(x: number, a: number, b: number, node: Box): boolean {
  const isBeside = x <= node.x || x >= node.x + node.width;
  return !isBeside && Math.max(a, b) > node.y && Math.min(a, b) < node.y + node.height;
}

function meetsLevel(y: number, a: number, b: number, node: Box): boolean {
  const isBeside = y <= node.y || y >= node.y + node.height;
  return !isBeside && Math.max(a, b) > node.x && Math.min(a, b) < node.x + node.width;
}

/** A lane at the height of a socket has no upright part there. */
function withoutDoubles(points: readonly Point[]): Point[] {
  return points.filter(({ x, y }, index) => {
    const before = points[index - 1];
    return before === undefined || before.x !== x || before.y !== y;
  });
}
