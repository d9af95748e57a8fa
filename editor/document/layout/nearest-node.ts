/** Where an arrow key goes from a node. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { wiresFrom, wiresInto } from '../graph/links.ts';
import { type Box, nodeGeometry } from './geometry.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The node an arrow key goes to. Left and right follow a wire where there is one: to the source of the first linked
 * input, or to the first node that is fed. Otherwise the nearest box in that direction.
 * @returns undefined when there is no node in that direction, or no node `id`.
 */
export function nearestNode(
  workflow: Workflow,
  types: NodeTypes,
  id: string,
  direction: Direction,
): string | undefined {
  const linked = linkedNode(workflow, id, direction);
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

function linkedNode(workflow: Workflow, id: string, direction: Direction): string | undefined {
  if (direction === 'left') return wiresInto(workflow, id)[0]?.from.node;
  if (direction === 'right') return wiresFrom(workflow, id)[0]?.to.node;
  return undefined;
}

/** Added to the cost of boxes in other columns, so that up and down stay in the column as long as they can. */
const OTHER_COLUMN = 1e9;
/** A pixel to the side costs as much as this many pixels ahead. */
const SIDEWAYS = 2;

/** The distance of a box in a direction; undefined when it does not lie there. */
function costOf(here: Box, there: Box, direction: Direction): number | undefined {
  const isHorizontal = direction === 'left' || direction === 'right';
  const [along, across] = isHorizontal ? ([X, Y] as const) : ([Y, X] as const);
  const distance = along.middle(there) - along.middle(here);
  const ahead = direction === 'right' || direction === 'down' ? distance : -distance;
  if (ahead <= 0) return undefined;
  const gap = across.gap(here, there);
  const isOtherColumn = !isHorizontal && gap > 0;
  return ahead + SIDEWAYS * gap + (isOtherColumn ? OTHER_COLUMN : 0);
}

interface Axis {
  readonly middle: (box: Box) => number;
  /** The gap between two boxes along the axis; 0 when they overlap. */
  readonly gap: (a: Box, b: Box) => number;
}

const X: Axis = {
  middle: ({ x, width }) => x + width / 2,
  gap: (a, b) => gapBetween(a.x, a.width, b.x, b.width),
};
const Y: Axis = {
  middle: ({ y, height }) => y + height / 2,
  gap: (a, b) => gapBetween(a.y, a.height, b.y, b.height),
};

function gapBetween(a: number, aSize: number, b: number, bSize: number): number {
  return Math.max(0, b - (a + aSize), a - (b + bSize));
}
