/** What is at a place of the canvas. */
import type { Workflow } from '../../engine/server/protocol.ts';
import type { NodeTypes } from './catalogue.ts';
import { type Box, contains, nodeGeometry, overlaps, type Point, snapped } from './geometry.ts';
import type { WireEnd } from './links.ts';

/** Heights of the pictures below the rows of nodes, by node. */
export type PreviewHeight = (node: string) => number;

const NONE: PreviewHeight = () => 0;

/** Nodes whose boxes reach into a box, in the order of the document. */
export function nodesIn(workflow: Workflow, types: NodeTypes, box: Box, preview: PreviewHeight = NONE): string[] {
  return Object.keys(workflow.nodes).filter((id) => {
    const geometry = nodeGeometry(workflow, types, id, preview(id));
    return geometry !== undefined && overlaps(geometry, box);
  });
}

/** The node at a place: the last one there in the order of the document. */
export function nodeAt(workflow: Workflow, types: NodeTypes, at: Point, preview: PreviewHeight = NONE): string | undefined {
  return Object.keys(workflow.nodes).findLast((id) => {
    const geometry = nodeGeometry(workflow, types, id, preview(id));
    return geometry !== undefined && contains(geometry, at);
  });
}

/**
 * The nearest socket to a place.
 * @param reach how far it may be, in canvas pixels.
 * @param side only sockets of this side.
 */
export function socketAt(workflow: Workflow, types: NodeTypes, at: Point, reach: number, side?: WireEnd['side']): WireEnd | undefined {
  let best: { readonly end: WireEnd; readonly distance: number } | undefined;
  for (const node of Object.keys(workflow.nodes)) {
    const geometry = nodeGeometry(workflow, types, node);
    if (!geometry || at.x < geometry.x - reach || at.x > geometry.x + geometry.width + reach) continue;
    for (const each of ['input', 'output'] as const) {
      if (side !== undefined && each !== side) continue;
      for (const [name, { x, y }] of Object.entries(each === 'input' ? geometry.inputs : geometry.outputs)) {
        const distance = Math.hypot(x - at.x, y - at.y);
        if (distance <= reach && (best === undefined || distance < best.distance)) best = { end: { node, side: each, name }, distance };
      }
    }
  }
  return best?.end;
}

/** Room around a new node, in canvas pixels; and how many places are tried in each direction. */
const ROOM = { gap: 32, tries: 12 } as const;

/** The place nearest to `at` where a new node of a type covers no other; `at` itself when there is none. */
export function freePlace(workflow: Workflow, types: NodeTypes, at: Point, type: string): Point {
  return freeRoom(workflow, types, at, nodeGeometry({ ...workflow, nodes: { added: { type } }, view: {} }, types, 'added') ?? { width: 0, height: 0 });
}

/** The same for anything of a size. */
export function freeRoom(workflow: Workflow, types: NodeTypes, at: Point, { width, height }: Pick<Box, 'width' | 'height'>): Point {
  const others = Object.keys(workflow.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? []);
  const steps = Array.from({ length: 2 * ROOM.tries + 1 }, (_, index) => index - ROOM.tries);
  const places = steps.flatMap((column) => steps.map((row) => ({ x: at.x + column * (width + ROOM.gap), y: at.y + row * (height + ROOM.gap) })));
  // What is as near goes to the right, where the graph goes on.
  const byDistance = places.toSorted((a, b) => Math.hypot(a.x - at.x, a.y - at.y) - Math.hypot(b.x - at.x, b.y - at.y) || b.x - a.x);
  return snapped(byDistance.find((place) => !others.some((other) => overlaps({ ...place, width, height }, other))) ?? at);
}
