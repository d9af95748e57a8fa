/** Wires: ordinary ones in one path for each colour, then highlighted ones. */
import { type Box, overlaps } from '../../document/layout/geometry.ts';
import { WIRE } from '../metrics.ts';
import { addRoute, type Route, routeBox } from '../scene/route.ts';
import type { Scene, SceneWire } from '../scene/scene.ts';
import type { PaintedState } from './painted-state.ts';
import { atLeast, type Pen } from './pen.ts';

interface PlacedWire {
  readonly wire: SceneWire;
  readonly route: Route;
  readonly isMuted: boolean;
}

/** @param view the visible part of the canvas, in canvas pixels. */
export function paintWires(pen: Pen, scene: Scene, state: PaintedState, view: Box): void {
  const visible = visibleWires(scene, state, view);
  paintOrdinary(
    pen,
    scene,
    visible.filter(({ wire }) => !standsOut(wire, state)),
  );
  for (const placed of visible) if (standsOut(placed.wire, state)) paintStrong(pen, placed, state);
}

function visibleWires(scene: Scene, state: PaintedState, view: Box): PlacedWire[] {
  return scene.wires.flatMap((wire) => {
    const isHidden = state.hints.hidden?.has(wire.id) ?? false;
    const route = isHidden || !isDrawn(wire, scene, state) ? undefined : scene.route(wire);
    if (!route || !overlaps(routeBox(route), view)) return [];
    return [{ wire, route, isMuted: scene.nodes.get(wire.from.node)?.node.mode === 'mute' }];
  });
}

/** A hidden wire is drawn while it, one of its nodes, or another wire of its output is selected or pointed at. */
function isDrawn({ id, hidden, from, to }: SceneWire, scene: Scene, { selection, hints }: PaintedState): boolean {
  if (hidden === undefined || selection.has(`wire:${id}`) || selection.has(from.node) || selection.has(to.node))
    return true;
  const pointed = hints.hover === undefined ? undefined : scene.wire(hints.hover)?.from;
  return pointed?.node === from.node && pointed.output === from.output;
}

/** Whether a wire is selected, pointed at, offered to a dragged node, or leads into a running node. */
function standsOut({ id, to }: SceneWire, { selection, hints, activity }: PaintedState): boolean {
  return (
    selection.has(`wire:${id}`) || hints.wire === id || hints.hover === id || activity[to.node]?.state === 'running'
  );
}

interface WireStyle {
  readonly type: string;
  readonly isMuted: boolean;
  readonly path: Path2D;
}

function paintOrdinary({ context, palette, k }: Pen, scene: Scene, wires: readonly PlacedWire[]): void {
  context.lineWidth = atLeast(WIRE.width, k);
  for (const { type, isMuted, path } of stylesOf(scene, wires)) {
    context.globalAlpha = isMuted ? WIRE.mutedOpacity : WIRE.opacity;
    context.strokeStyle = palette.socket(type);
    context.setLineDash(isMuted ? WIRE.mutedDash : []);
    context.stroke(path);
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/** The last paths of each scene. While the view moves over the same wires, they are painted again as they are. */
const lastStyles = new WeakMap<
  Scene,
  { readonly wires: readonly PlacedWire[]; readonly styles: readonly WireStyle[] }
>();

/** One path for all wires that look the same. */
function stylesOf(scene: Scene, wires: readonly PlacedWire[]): readonly WireStyle[] {
  const last = lastStyles.get(scene);
  if (last && isSame(last.wires, wires)) return last.styles;
  const styles = new Map<string, WireStyle>();
  for (const { wire, route, isMuted } of wires) {
    const key = `${isMuted} ${wire.type}`;
    const style = styles.get(key) ?? { type: wire.type, isMuted, path: new Path2D() };
    styles.set(key, style);
    addRoute(style.path, route);
  }
  const made = [...styles.values()];
  lastStyles.set(scene, { wires, styles: made });
  return made;
}

function isSame(before: readonly PlacedWire[], now: readonly PlacedWire[]): boolean {
  return (
    before.length === now.length &&
    now.every(({ wire, route, isMuted }, index) => {
      const was = before[index];
      return was?.route === route && was.isMuted === isMuted && was.wire.type === wire.type;
    })
  );
}

/** A wire with a halo. */
function paintStrong({ context, palette, k }: Pen, { wire, route }: PlacedWire, { selection }: PaintedState): void {
  const path = new Path2D();
  addRoute(path, route);
  context.strokeStyle = selection.has(`wire:${wire.id}`) ? palette.get('--accent') : palette.socket(wire.type);
  context.globalAlpha = WIRE.haloOpacity;
  context.lineWidth = atLeast(WIRE.halo, k);
  context.stroke(path);
  context.globalAlpha = 1;
  context.lineWidth = atLeast(WIRE.strong, k);
  context.stroke(path);
}
