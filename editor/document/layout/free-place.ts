/** Where a new node goes when nobody pointed at a place for it. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { type Box, nodeGeometry, overlaps, type Point, snapped } from './geometry.ts';

type Size = Pick<Box, 'width' | 'height'>;

/** Canvas pixels between a new node and its neighbours. */
const GAP = 32;
/** Number of places tried in each direction. */
const TRIES = 12;

/** The place nearest to `at` where a new node of a type covers no other node; `at` itself when there is none. */
export function freePlace(workflow: Workflow, types: NodeTypes, at: Point, type: string): Point {
  const alone = { ...workflow, nodes: { added: { type } }, view: {} };
  return freeRoom(workflow, types, at, nodeGeometry(alone, types, 'added') ?? { width: 0, height: 0 });
}

/** The same for a box of any size. */
export function freeRoom(workflow: Workflow, types: NodeTypes, at: Point, size: Size): Point {
  const others = Object.keys(workflow.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? []);
  const isFree = (place: Point): boolean => !others.some((other) => overlaps({ ...place, ...sizeOf(size) }, other));
  return snapped(placesAround(at, size).find(isFree) ?? at);
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

/** A grid of places, the nearest first; of two at the same distance the one to the right, where the graph continues. */
function placesAround(at: Point, { width, height }: Size): Point[] {
  const steps = Array.from({ length: 2 * TRIES + 1 }, (_, index) => index - TRIES);
  const places = steps.flatMap((column) =>
    steps.map((row) => ({ x: at.x + column * (width + GAP), y: at.y + row * (height + GAP) })),
  );
  const distance = ({ x, y }: Point): number => Math.hypot(x - at.x, y - at.y);
  return places.toSorted((a, b) => distance(a) - distance(b) || b.x - a.x);
}
