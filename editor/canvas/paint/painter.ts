/**
 * Draws on one 2D canvas behind the nodes: dots, groups, wires, and nodes and notes that are shown small or are not
 * elements yet. One picture a frame, of what is in view only; nothing of the page is read.
 */
import { type Box, overlaps } from '../../document/layout/geometry.ts';
import { bend, curveBox } from '../scene/curve.ts';
import type { Scene, SceneWire } from '../scene/scene.ts';
import { tintToken } from '../scene/tint.ts';
import { visibleBox } from '../scene/viewport.ts';
import type { Palette } from './palette.ts';
import { paintFarNode, paintFarNote, paintFarPicture, type Pen } from './paint-zoomed-out.ts';
import type { Shown } from './painted-state.ts';
import { Thumbnails } from './thumbnails.ts';

const DOTS = { spacing: 24, smallest: 15 } as const;

export class Painter {
  readonly element = document.createElement('canvas');
  readonly #context = this.element.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
  readonly #scene: Scene;
  readonly #palette: Palette;
  readonly #thumbnails: Thumbnails;
  #ratio = 1;

  /** @param changed called when something came that can be drawn now. */
  constructor(scene: Scene, palette: Palette, changed: () => void) {
    this.#thumbnails = new Thumbnails(changed);
    this.#scene = scene;
    this.#palette = palette;
    this.element.className = 'canvas-paint';
    this.element.setAttribute('aria-hidden', 'true');
  }

  resize(width: number, height: number): void {
    this.#ratio = Math.min(2, window.devicePixelRatio || 1);
    this.element.width = Math.max(1, Math.round(width * this.#ratio));
    this.element.height = Math.max(1, Math.round(height * this.#ratio));
  }

  paint(shown: Shown): void {
    const context = this.#context;
    const {
      viewport: { x, y, k },
      size,
    } = shown;
    const ratio = this.#ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.#palette.get('--canvas');
    context.fillRect(0, 0, size.width, size.height);
    this.#dots(shown);
    context.setTransform(k * ratio, 0, 0, k * ratio, x * ratio, y * ratio);
    const view = visibleBox(shown.viewport, size, 8);
    this.#groups(shown, view);
    this.#wires(shown, view);
    const pen: Pen = { context, palette: this.#palette, k };
    if (shown.far)
      for (const [id, note] of this.#scene.notes()) {
        const box = this.#scene.noteBox(id);
        if (box && overlaps(box, view))
          paintFarNote(pen, box, note.text, tintToken(note.colour ?? 'amber'), shown.selection.has(`note:${id}`));
      }
    for (const node of this.#scene.nodes.values()) {
      const box = this.#scene.geometry(node.id);
      if (!box || (!shown.far && shown.mounted.has(node.id)) || !overlaps(box, view)) continue;
      paintFarNode(pen, node, box, {
        selected: shown.selection.has(node.id),
        focused: shown.focus === node.id,
        troubled: shown.troubled.has(node.id),
        state: shown.activity[node.id]?.state,
        quiet: node.node.mode !== undefined,
      });
      const url = shown.far ? shown.pictureOf(node.id) : undefined;
      const image = url === undefined ? undefined : this.#thumbnails.get(url);
      if (image) paintFarPicture(pen, box, this.#scene.pictureHeight(node.id), image);
    }
    this.#hints(shown);
  }

  #dots({ viewport: { x, y, k }, size }: Shown): void {
    const context = this.#context;
    let step = DOTS.spacing * k;
    while (step < DOTS.smallest) step *= 2;
    const dot = k < 0.5 ? 1.25 : 1.75;
    context.fillStyle = this.#palette.get('--canvas-dot');
    context.beginPath();
    for (let top = ((y % step) + step) % step; top < size.height; top += step) {
      for (let left = ((x % step) + step) % step; left < size.width; left += step)
        context.rect(left - dot / 2, top - dot / 2, dot, dot);
    }
    context.fill();
  }

  #groups({ selection, hints, viewport: { k }, far }: Shown, view: Box): void {
    const context = this.#context;
    for (const [id, group] of this.#scene.groups()) {
      const box = this.#scene.groupBox(id, hints.leaving);
      if (!box || !overlaps(box, view)) continue;
      const colour = this.#palette.get(tintToken(group.colour));
      const marked = selection.has(`group:${id}`) || hints.group === id;
      context.beginPath();
      context.roundRect(box.x, box.y, box.width, box.height, 14);
      context.globalAlpha = hints.group === id ? 0.2 : 0.09;
      context.fillStyle = colour;
      context.fill();
      context.globalAlpha = marked ? 1 : 0.5;
      context.strokeStyle = marked ? this.#palette.get('--accent') : colour;
      context.lineWidth = (marked ? 2 : 1) / k;
      context.stroke();
      context.globalAlpha = 1;
      if (!far || box.width * k < 50) continue;
      context.fillStyle = this.#palette.get('--text-2');
      context.font = `600 ${12 / k}px ${this.#palette.get('--font')}`;
      context.textBaseline = 'bottom';
      context.fillText(group.title, box.x + 2 / k, box.y - 3 / k, box.width);
    }
  }

  #wires(shown: Shown, view: Box): void {
    const {
      hints,
      selection,
      activity,
      viewport: { k },
    } = shown;
    const plain = new Map<string, Path2D>();
    const special: SceneWire[] = [];
    for (const wire of this.#scene.wires) {
      if (hints.hidden?.has(wire.id)) continue;
      const ends = this.#scene.ends(wire);
      if (!ends || !overlaps(curveBox(ends.from, ends.to), view)) continue;
      if (
        selection.has(`wire:${wire.id}`) ||
        hints.wire === wire.id ||
        hints.hover === wire.id ||
        activity[wire.to.node]?.state === 'running'
      ) {
        special.push(wire);
        continue;
      }
      const source = this.#scene.nodes.get(wire.from.node);
      const muted = source?.node.mode === 'mute' ? 'mute' : '';
      const key = `${muted} ${wire.type}`;
      const path = plain.get(key) ?? new Path2D();
      const reach = bend(ends.from, ends.to);
      path.moveTo(ends.from.x, ends.from.y);
      path.bezierCurveTo(ends.from.x + reach, ends.from.y, ends.to.x - reach, ends.to.y, ends.to.x, ends.to.y);
      plain.set(key, path);
    }
    const context = this.#context;
    context.lineWidth = Math.max(2.25, 1 / k);
    for (const [key, path] of plain) {
      const [muted, type = ''] = key.split(' ');
      context.globalAlpha = muted ? 0.35 : 0.85;
      context.strokeStyle = this.#palette.socket(type);
      context.setLineDash(muted ? [6, 5] : []);
      context.stroke(path);
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
    for (const wire of special) this.#special(shown, wire);
  }

  /** A wire that is selected, pointed at or at work: on top of the others, with a halo. */
  #special({ selection, viewport: { k } }: Shown, wire: SceneWire): void {
    const ends = this.#scene.ends(wire);
    if (!ends) return;
    const context = this.#context;
    const chosen = selection.has(`wire:${wire.id}`);
    const reach = bend(ends.from, ends.to);
    const path = new Path2D();
    path.moveTo(ends.from.x, ends.from.y);
    path.bezierCurveTo(ends.from.x + reach, ends.from.y, ends.to.x - reach, ends.to.y, ends.to.x, ends.to.y);
    context.strokeStyle = chosen ? this.#palette.get('--accent') : this.#palette.socket(wire.type);
    context.globalAlpha = 0.3;
    context.lineWidth = Math.max(9, 5 / k);
    context.stroke(path);
    context.globalAlpha = 1;
    context.lineWidth = Math.max(3, 1.5 / k);
    context.stroke(path);
  }

  #hints({ hints, viewport: { k } }: Shown): void {
    const context = this.#context;
    for (const guide of hints.guides ?? []) {
      context.strokeStyle = this.#palette.get('--accent');
      context.lineWidth = 1 / k;
      context.beginPath();
      if (guide.axis === 'x') {
        context.moveTo(guide.at, guide.from);
        context.lineTo(guide.at, guide.to);
      } else {
        context.moveTo(guide.from, guide.at);
        context.lineTo(guide.to, guide.at);
      }
      context.stroke();
    }
  }
}
