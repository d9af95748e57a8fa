/** Where something new goes: the nearest place where it covers no node, no note and no title of a group. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { type Box, GRID, GROUP, groupBox, grown, nodeGeometry, noteBox, overlaps, type Point } from './geometry.ts';

type Size = Pick<Box, 'width' | 'height'>;

/** Canvas pixels between something new and its neighbours. */
const GAP = 32;
/** Number of places that are tried. */
const TRIES = 2000;

/** The place nearest to `at` for a new node of a type. */
export function freePlace(workflow: Workflow, types: NodeTypes, at: Point, type: string): Point {
  const alone = { ...workflow, nodes: { added: { type } }, view: {} };
  return freeRoom(workflow, types, at, nodeGeometry(alone, types, 'added') ?? { width: 0, height: 0 });
}

/** The same for a box of any size. */
export function freeRoom(workflow: Workflow, types: NodeTypes, at: Point, { width, height }: Size): Point {
  return nearestFree({ ...at, width, height }, obstaclesIn(workflow, types));
}

/** What must not be covered: nodes, notes, and the title bars of groups. @param without ids of nodes left out. */
export function obstaclesIn(workflow: Workflow, types: NodeTypes, without?: ReadonlySet<string>): Box[] {
  const { notes = {}, groups = {} } = workflow.view ?? {};
  return [
    ...Object.keys(workflow.nodes).flatMap((id) => (without?.has(id) ? [] : (nodeGeometry(workflow, types, id) ?? []))),
    ...Object.keys(notes).flatMap((id) => noteBox(workflow, id) ?? []),
    ...Object.keys(groups).flatMap((id) => {
      const frame = groupBox(workflow, types, id);
      return frame ? [{ ...frame, height: GROUP.header }] : [];
    }),
  ];
}

/**
 * The free place nearest to where a box is, with a gap to what is around; where it is when that is free. Of two at the
 * same distance the one to the right, where the graph goes on.
 */
export function nearestFree(box: Box, obstacles: readonly Box[]): Point {
  if (!obstacles.some((other) => overlaps(box, other))) return { x: box.x, y: box.y };
  const kept = obstacles.map((other) => grown(other, GAP - 1));
  const open: Point[] = [{ x: box.x, y: box.y }];
  const seen = new Set<string>();
  const distance = ({ x, y }: Point): number => Math.hypot(x - box.x, y - box.y);
  for (let tries = 0; tries < TRIES && open.length > 0; tries++) {
    const place = takeNearest(open, distance);
    const hit = kept.find((other) => overlaps({ ...box, ...place }, other));
    if (!hit) return place;
    for (const next of beside(hit, place, box)) {
      const key = `${next.x} ${next.y}`;
      if (!seen.has(key)) open.push(next);
      seen.add(key);
    }
  }
  return { x: box.x, y: box.y };
}

/** The four nearest places on the grid at which a box no longer touches another one. */
function beside(other: Box, { x, y }: Point, { width, height }: Size): readonly Point[] {
  return [
    { x: Math.ceil((other.x + other.width) / GRID) * GRID, y },
    { x, y: Math.ceil((other.y + other.height) / GRID) * GRID },
    { x, y: Math.floor((other.y - height) / GRID) * GRID },
    { x: Math.floor((other.x - width) / GRID) * GRID, y },
  ];
}

/** Removes the nearest place, the first of equal ones. */
function takeNearest(open: Point[], distance: (place: Point) => number): Point {
  let best = 0;
  for (const [index, place] of open.entries()) {
    const chosen = open[best];
    if (chosen && distance(place) < distance(chosen)) best = index;
  }
  const [taken] = open.splice(best, 1);
  return taken ?? { x: 0, y: 0 };
}
