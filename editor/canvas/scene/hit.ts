/** Finds items under a point of the canvas from geometry alone, so that painted items are found too. */
import type { WireEnd } from '../../document/graph/links.ts';
import { type Box, contains, grown, type Point } from '../../document/layout/geometry.ts';
import { itemKey } from '../../document/selection.ts';
import { distanceToRoute, routeBox } from './route.ts';
import type { Scene, SceneWire } from './scene.ts';

const SIDES = ['input', 'output'] as const;

/** The nearest wire within reach. @param reach in canvas pixels. */
export function wireAt(scene: Scene, at: Point, reach: number): SceneWire | undefined {
  let best: { readonly wire: SceneWire; readonly distance: number } | undefined;
  for (const wire of scene.wires) {
    const route = wire.hidden === undefined ? scene.route(wire) : undefined;
    if (!route || !contains(grown(routeBox(route), reach), at)) continue;
    const distance = distanceToRoute(route, at);
    if (distance <= reach && (best === undefined || distance < best.distance)) best = { wire, distance };
  }
  return best?.wire;
}

/** The nearest socket within reach. @param reach in canvas pixels. @param side only sockets of this side. */
export function socketAt(scene: Scene, at: Point, reach: number, side?: WireEnd['side']): WireEnd | undefined {
  let best: { readonly end: WireEnd; readonly distance: number } | undefined;
  for (const { end, point } of socketsNear(scene, at, reach)) {
    if (side !== undefined && end.side !== side) continue;
    const distance = Math.hypot(point.x - at.x, point.y - at.y);
    if (distance <= reach && (best === undefined || distance < best.distance)) best = { end, distance };
  }
  return best?.end;
}

/** The sockets of all nodes whose box is within reach. */
function* socketsNear(
  scene: Scene,
  at: Point,
  reach: number,
): Generator<{ readonly end: WireEnd; readonly point: Point }> {
  for (const node of scene.nodes.keys()) {
    const geometry = scene.geometry(node);
    if (!geometry || !contains(grown(geometry, reach), at)) continue;
    for (const side of SIDES) {
      const points = side === 'input' ? geometry.inputs : geometry.outputs;
      for (const [name, point] of Object.entries(points)) yield { end: { node, side, name }, point };
    }
  }
}

/** The topmost node under a point. */
export function nodeAt(scene: Scene, at: Point): string | undefined {
  let found: string | undefined;
  for (const id of scene.nodes.keys()) if (isInside(at, scene.geometry(id))) found = id;
  return found;
}

/** The key of the node or note under a point. */
export function itemAt(scene: Scene, at: Point): string | undefined {
  const node = nodeAt(scene, at);
  if (node !== undefined) return node;
  const note = scene.notes().findLast(([id]) => isInside(at, scene.noteBox(id)));
  return note && itemKey({ kind: 'note', id: note[0] });
}

function isInside(at: Point, box: Box | undefined): boolean {
  return box !== undefined && contains(box, at);
}
