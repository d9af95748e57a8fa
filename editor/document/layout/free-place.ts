/** Where a new node goes when nobody pointed at a place for it. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { type Box, nodeGeometry, overlaps, type Point, snapped } from './geometry.ts';

/** Room around a new node, in canvas pixels; and how many places are tried in each direction. */
const ROOM = { gap: 32, tries: 12 } as const;

/** The place nearest to `at` where a new node of a type covers no other; `at` itself when there is none. */
export function freePlace(workflow: Workflow, types: NodeTypes, at: Point, type: string): Point {
  return freeRoom(
    workflow,
    types,
    at,
    nodeGeometry({ ...workflow, nodes: { added: { type } }, view: {} }, types, 'added') ?? { width: 0, height: 0 },
  );
}

/** The same for anything of a size. */
export function freeRoom(
  workflow: Workflow,
  types: NodeTypes,
  at: Point,
  { width, height }: Pick<Box, 'width' | 'height'>,
): Point {
  const others = Object.keys(workflow.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? []);
  const steps = Array.from({ length: 2 * ROOM.tries + 1 }, (_, index) => index - ROOM.tries);
  const places = steps.flatMap((column) =>
    steps.map((row) => ({ x: at.x + column * (width + ROOM.gap), y: at.y + row * (height + ROOM.gap) })),
  );
  // What is as near goes to the right, where the graph goes on.
  const byDistance = places.toSorted(
    (a, b) => Math.hypot(a.x - at.x, a.y - at.y) - Math.hypot(b.x - at.x, b.y - at.y) || b.x - a.x,
  );
  return snapped(
    byDistance.find((place) => !others.some((other) => overlaps({ ...place, width, height }, other))) ?? at,
  );
}
