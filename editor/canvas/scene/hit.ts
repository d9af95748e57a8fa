/** What is under a point of the canvas, from geometry alone: also where nothing is an element. */
import { contains, type Point } from '../../document/layout/geometry.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { itemKey } from '../../document/selection.ts';
import { distanceTo } from './curve.ts';
import type { Scene, SceneWire } from './scene.ts';

/** @param reach in canvas pixels. */
export function wireAt(scene: Scene, at: Point, reach: number): SceneWire | undefined {
  let best: { readonly wire: SceneWire; readonly distance: number } | undefined;
  for (const wire of scene.wires) {
    const ends = scene.ends(wire);
    if (!ends || Math.min(ends.from.y, ends.to.y) - reach > at.y || Math.max(ends.from.y, ends.to.y) + reach < at.y)
      continue;
    const distance = distanceTo(ends.from, ends.to, at);
    if (distance <= reach && (best === undefined || distance < best.distance)) best = { wire, distance };
  }
  return best?.wire;
}

/** @param side only sockets of this side. */
export function socketAt(scene: Scene, at: Point, reach: number, side?: WireEnd['side']): WireEnd | undefined {
  let best: { readonly end: WireEnd; readonly distance: number } | undefined;
  for (const node of scene.nodes.keys()) {
    const geometry = scene.geometry(node);
    if (
      !geometry ||
      at.x < geometry.x - reach ||
      at.x > geometry.x + geometry.width + reach ||
      at.y < geometry.y - reach ||
      at.y > geometry.y + geometry.height + reach
    )
      continue;
    for (const each of ['input', 'output'] as const) {
      if (side !== undefined && each !== side) continue;
      for (const [name, { x, y }] of Object.entries(each === 'input' ? geometry.inputs : geometry.outputs)) {
        const distance = Math.hypot(x - at.x, y - at.y);
        if (distance <= reach && (best === undefined || distance < best.distance))
          best = { end: { node, side: each, name }, distance };
      }
    }
  }
  return best?.end;
}

export function nodeAt(scene: Scene, at: Point): string | undefined {
  let found: string | undefined;
  for (const id of scene.nodes.keys()) {
    const box = scene.geometry(id);
    if (box && contains(box, at)) found = id;
  }
  return found;
}

/** The node or note there, by key. */
export function itemAt(scene: Scene, at: Point): string | undefined {
  const node = nodeAt(scene, at);
  if (node !== undefined) return node;
  const note = scene
    .notes()
    .findLast(([id]) => contains(scene.noteBox(id) ?? { x: NaN, y: NaN, width: 0, height: 0 }, at));
  return note && itemKey({ kind: 'note', id: note[0] });
}
