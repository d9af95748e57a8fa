/**
 * Draws on one 2D canvas behind the nodes: the background, groups, wires, and the nodes and notes that are small or not
 * elements yet. It paints once a frame, only what is in view, and never reads the DOM.
 */
import { h } from '../../dom.ts';
import { type Box, overlaps } from '../../document/layout/geometry.ts';
import { PAINT_MARGIN } from '../metrics.ts';
import type { Scene } from '../scene/scene.ts';
import { visibleBox } from '../scene/viewport.ts';
import { paintBackground } from './paint-background.ts';
import { paintFarNote } from './paint-far-note.ts';
import { paintFarPicture } from './paint-far-picture.ts';
import { paintGroups } from './paint-groups.ts';
import { paintGuides } from './paint-guides.ts';
import { paintWires } from './paint-wires.ts';
import { paintFarNode } from './paint-zoomed-out.ts';
import type { PaintedState } from './painted-state.ts';
import type { Palette } from './palette.ts';
import { type Pen, pixelRatio } from './pen.ts';
import { Thumbnails } from './thumbnails.ts';

export class Painter {
  readonly element = h('canvas', { 'class': 'canvas-paint', 'aria-hidden': 'true' });
  readonly #context = this.element.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
  readonly #scene: Scene;
  readonly #palette: Palette;
  readonly #thumbnails: Thumbnails;
  #ratio = 1;

  /** @param onLoad called when a picture was loaded and can be painted. */
  constructor(scene: Scene, palette: Palette, onLoad: () => void) {
    this.#scene = scene;
    this.#palette = palette;
    this.#thumbnails = new Thumbnails(onLoad);
  }

  /** @param width of the canvas, in screen pixels, as is the height. */
  resize(width: number, height: number): void {
    this.#ratio = pixelRatio();
    this.element.width = Math.max(1, Math.round(width * this.#ratio));
    this.element.height = Math.max(1, Math.round(height * this.#ratio));
  }

  paint(state: PaintedState): void {
    const { x, y, k } = state.viewport;
    const pen: Pen = { context: this.#context, palette: this.#palette, k };
    this.#transform(1, 0, 0);
    paintBackground(pen, state);
    this.#transform(k, x, y);
    const view = visibleBox(state.viewport, state.size, PAINT_MARGIN);
    paintGroups(pen, this.#scene, state, view);
    paintWires(pen, this.#scene, state, view);
    if (state.far) this.#notes(pen, state, view);
    this.#nodes(pen, state, view);
    paintGuides(pen, state.hints.guides ?? []);
  }

  /** Sets the scale and the place of the origin, in screen pixels. */
  #transform(scale: number, x: number, y: number): void {
    const ratio = this.#ratio;
    this.#context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
  }

  #notes(pen: Pen, { selection }: PaintedState, view: Box): void {
    for (const [id, note] of this.#scene.notes()) {
      const box = this.#scene.noteBox(id);
      if (box && overlaps(box, view)) paintFarNote(pen, note, box, selection.has(`note:${id}`));
    }
  }

  /** Nodes that are not elements; from far away all nodes, with their pictures. */
  #nodes(pen: Pen, state: PaintedState, view: Box): void {
    for (const node of this.#scene.nodes.values()) {
      const { id } = node;
      const box = this.#scene.geometry(id);
      const isElement = !state.far && state.mounted.has(id);
      if (!box || isElement || !overlaps(box, view)) continue;
      paintFarNode(pen, node, box, {
        selected: state.selection.has(id),
        focused: state.focus === id,
        troubled: state.troubled.has(id),
        state: state.activity[id]?.state,
        quiet: node.node.mode !== undefined,
      });
      const url = state.far ? state.pictureOf(id) : undefined;
      const image = url === undefined ? undefined : this.#thumbnails.get(url);
      if (image)
        paintFarPicture(pen, box, { height: this.#scene.pictureHeight(id), image, earlier: state.isEarlier(id) });
    }
  }
}
