/** Ways through the graph: along its wires, and over the canvas with the arrow keys. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from './catalogue.ts';
import { type NodeGeometry, nodeGeometry } from '../layout/geometry.ts';
import { wiresFrom, wiresInto } from './links.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Everything these nodes need, themselves included. */
export function upstream(workflow: Workflow, ids: Iterable<string>): ReadonlySet<string> {
  return reach(workflow, ids, (id) => wiresInto(workflow, id).map(({ from }) => from.node));
}

/** Everything that needs these nodes, themselves included. */
export function downstream(workflow: Workflow, ids: Iterable<string>): ReadonlySet<string> {
  return reach(workflow, ids, (id) => wiresFrom(workflow, id).map(({ to }) => to.node));
}

interface Asked {
  readonly nodes: Workflow['nodes'];
  readonly id: string;
  readonly found: ReadonlySet<string>;
}

/** The last answers: while a wire is drawn, every socket of the graph is asked about its one end. */
const last: { upstream?: Asked; downstream?: Asked } = {};

/** Whether a node needs another, or is it. @param asked which of the two stays the same over many questions. */
export function needs(workflow: Workflow, node: string, source: string, asked: 'node' | 'source'): boolean {
  const [way, id, other] =
    asked === 'node' ? (['upstream', node, source] as const) : (['downstream', source, node] as const);
  const known = last[way];
  if (known?.nodes === workflow.nodes && known.id === id) return known.found.has(other);
  const found = (way === 'upstream' ? upstream : downstream)(workflow, [id]);
  last[way] = { nodes: workflow.nodes, id, found };
  return found.has(other);
}

function reach(
  workflow: Workflow,
  ids: Iterable<string>,
  next: (id: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || !Object.hasOwn(workflow.nodes, id)) continue;
    found.add(id);
    open.push(...next(id));
  }
  return found;
}

/**
 * The node an arrow key goes to. Left and right follow the wires first: to the source of the first linked input, to the first
 * node it feeds. Otherwise the nearest box that way.
 * @returns undefined when there is nothing that way, or no such node.
 */
export function nearestNode(
  workflow: Workflow,
  types: NodeTypes,
  id: string,
  direction: Direction,
): string | undefined {
  const linked =
    direction === 'left'
      ? wiresInto(workflow, id)[0]?.from.node
      : direction === 'right'
        ? wiresFrom(workflow, id)[0]?.to.node
        : undefined;
  if (linked !== undefined && linked !== id && Object.hasOwn(workflow.nodes, linked)) return linked;
  const here = nodeGeometry(workflow, types, id);
  if (!here) return undefined;
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const other of Object.keys(workflow.nodes)) {
    const there = other === id ? undefined : nodeGeometry(workflow, types, other);
    const cost = there && costOf(here, there, direction);
    if (cost !== undefined && (best === undefined || cost < best.cost)) best = { id: other, cost };
  }
  return best?.id;
}

/** What is not in the same column is further away than everything that is. */
const OTHER_COLUMN = 1e9;

/** How far a box lies in a direction; being aside counts twice. Undefined when it does not lie there. */
function costOf(here: NodeGeometry, there: NodeGeometry, direction: Direction): number | undefined {
  const [dx, dy] = [
    there.x + there.width / 2 - here.x - here.width / 2,
    there.y + there.height / 2 - here.y - here.height / 2,
  ];
  const across = direction === 'left' || direction === 'right';
  const ahead = across ? dx : dy;
  const forward = direction === 'right' || direction === 'down' ? ahead : -ahead;
  const gap = across
    ? aside(here.y, here.height, there.y, there.height)
    : aside(here.x, here.width, there.x, there.width);
  if (forward <= 0) return undefined;
  return forward + 2 * gap + (!across && gap > 0 ? OTHER_COLUMN : 0);
}

/** The gap between two stretches of one axis; 0 when they overlap. */
function aside(a: number, aSize: number, b: number, bSize: number): number {
  return Math.max(0, b - (a + aSize), a - (b + bSize));
}
