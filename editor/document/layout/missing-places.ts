/**
 * Places for nodes that have none, as in a workflow that a program wrote: a graph without any is arranged, and single
 * nodes go beside what they are linked to. They are computed for display. The first change of the document writes them
 * down, so that opening a workflow leaves it unchanged.
 */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { wiresFrom, wiresInto } from '../graph/links.ts';
import { boxesOf } from './arrange/arrange.ts';
import { placesOf } from './arrange/places.ts';
import { nearestFree, obstaclesIn } from './free-place.ts';
import { boundsOf, nodeGeometry, type Point } from './geometry.ts';

type Places = Readonly<Record<string, Point>>;

/** Between a node and the one it is placed beside, in canvas pixels. */
const BESIDE = 64;

interface Known {
  readonly workflow: Workflow;
  readonly types: NodeTypes;
  readonly placed: Workflow;
}

const known = new WeakMap<Workflow['nodes'], Known>();

/** The workflow with a place for every node; the same object when nothing is missing. */
export function withPlaces(workflow: Workflow, types: NodeTypes): Workflow {
  const missing = missingIn(workflow);
  if (missing.length === 0) return workflow;
  const last = known.get(workflow.nodes);
  if (last?.workflow.view === workflow.view && last?.types === types) return { ...workflow, view: last.placed.view };
  const isBare = missing.length === Object.keys(workflow.nodes).length;
  const placed = isBare ? arranged(workflow, types) : besideNeighbours(workflow, types, missing);
  known.set(workflow.nodes, { workflow, types, placed });
  return placed;
}

/** The changes that write down the places of nodes that have none. */
export function missingPlaces(workflow: Workflow, types: NodeTypes): Change[] {
  const missing = missingIn(workflow);
  if (missing.length === 0) return [];
  const { view } = withPlaces(workflow, types);
  return missing.map((id) => ({ path: ['view', 'nodes', id], value: view?.nodes?.[id] }));
}

function missingIn({ nodes, view }: Workflow): string[] {
  return Object.keys(nodes).filter((id) => view?.nodes?.[id] === undefined);
}

/** All nodes in columns, clear of the notes. */
function arranged(workflow: Workflow, types: NodeTypes): Workflow {
  const boxes = boxesOf(workflow, types, Object.keys(workflow.nodes));
  const places = [...placesOf(workflow, boxes)].filter(([key]) => boxes.has(key));
  const bounds = boundsOf(places.flatMap(([id, at]) => ({ width: 0, height: 0, ...boxes.get(id), ...at })));
  const clear = bounds && nearestFree(bounds, obstaclesIn({ ...workflow, nodes: {} }, types));
  const by = { x: (clear?.x ?? 0) - (bounds?.x ?? 0), y: (clear?.y ?? 0) - (bounds?.y ?? 0) };
  return placedAt(workflow, Object.fromEntries(places.map(([id, { x, y }]) => [id, { x: x + by.x, y: y + by.y }])));
}

/** Each node beside what it is linked to, sources before what they feed where that is possible. */
function besideNeighbours(workflow: Workflow, types: NodeTypes, missing: readonly string[]): Workflow {
  let now = workflow;
  const open = new Set(missing);
  while (open.size > 0) {
    const next = [...open].find((id) => neighbour(now, types, id, open)) ?? [...open][0] ?? '';
    const box = nodeGeometry(now, types, next);
    const wanted = neighbour(now, types, next, open) ?? { x: 0, y: 0 };
    if (box) now = placedAt(now, { [next]: nearestFree({ ...box, ...wanted }, obstaclesIn(now, types, open)) });
    open.delete(next);
  }
  return now;
}

/** The place right of a node's source, or left of what it feeds; undefined while neither has a place. */
function neighbour(workflow: Workflow, types: NodeTypes, id: string, open: ReadonlySet<string>): Point | undefined {
  const placed = (other: string) => (open.has(other) ? undefined : nodeGeometry(workflow, types, other));
  const source = wiresInto(workflow, id)
    .map(({ from }) => placed(from.node))
    .find((box) => box);
  if (source) return { x: source.x + source.width + BESIDE, y: source.y };
  const target = wiresFrom(workflow, id)
    .map(({ to }) => placed(to.node))
    .find((box) => box);
  const width = nodeGeometry(workflow, types, id)?.width ?? 0;
  return target && { x: target.x - width - BESIDE, y: target.y };
}

function placedAt(workflow: Workflow, places: Places): Workflow {
  const added = Object.fromEntries(Object.entries(places).map(([id, { x, y }]) => [id, { x, y }]));
  return { ...workflow, view: { ...workflow.view, nodes: { ...workflow.view?.nodes, ...added } } };
}
