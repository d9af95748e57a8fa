/** The whole graph in a corner of the canvas, as boxes. Pressing or dragging on it moves the view. */
import { h } from '../../dom.ts';
import { type Box, boundsOf, type Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { MINIMAP } from '../metrics.ts';
import type { Palette } from '../paint/palette.ts';
import { pixelRatio } from '../paint/pen.ts';
import type { SceneNode } from '../scene/scene.ts';
import { noteToken, tintToken } from '../scene/tint.ts';
import { centreOn, visibleBox } from '../scene/viewport.ts';

/** Opacities of the boxes, from 0 to 1. */
const OPACITY = { group: 0.25, item: 0.85 } as const;

export class Minimap {
  readonly element = h('div', { 'class': 'canvas-minimap', 'data-outside': '', 'aria-hidden': 'true' });
  readonly #canvas = h('canvas');
  readonly #context = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
  readonly #board: Board;
  readonly #palette: Palette;
  /** Minimap pixels for one canvas pixel, and the place of the canvas origin in minimap pixels. */
  #scale = 1;
  #origin: Point = { x: 0, y: 0 };

  constructor(board: Board, palette: Palette) {
    this.#board = board;
    this.#palette = palette;
    const ratio = pixelRatio();
    this.#canvas.width = MINIMAP.width * ratio;
    this.#canvas.height = MINIMAP.height * ratio;
    this.#context.scale(ratio, ratio);
    this.element.append(this.#canvas);
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#go(event);
    });
    this.#canvas.addEventListener('pointermove', (event) => {
      const isPressed = (event.buttons & 1) !== 0;
      if (isPressed) this.#go(event);
    });
  }

  /** Draws one frame. */
  frame(selection: ReadonlySet<string>, troubled: ReadonlySet<string>): void {
    const { scene } = this.#board;
    const view = visibleBox(this.#board.viewport(), this.#board.size.peek());
    this.#fit(boundsOf([scene.bounds() ?? view, view]) ?? view);
    const context = this.#context;
    context.clearRect(0, 0, MINIMAP.width, MINIMAP.height);
    context.globalAlpha = OPACITY.group;
    for (const [id, group] of scene.groups()) this.#fill(scene.groupBox(id), tintToken(group.colour));
    context.globalAlpha = OPACITY.item;
    for (const [id, note] of scene.notes()) this.#fill(scene.noteBox(id), noteToken(note));
    for (const node of scene.nodes.values())
      this.#fill(scene.geometry(node.id), nodeToken(node, selection.has(node.id), troubled.has(node.id)));
    context.globalAlpha = 1;
    context.strokeStyle = this.#palette.get('--accent');
    context.lineWidth = MINIMAP.line;
    const { x, y, width, height } = this.#scaled(view);
    context.strokeRect(x, y, width, height);
  }

  /** Chooses the scale at which a box of the canvas fills the minimap. */
  #fit(all: Box): void {
    const { width, height, margin } = MINIMAP;
    this.#scale = Math.min((width - 2 * margin) / all.width, (height - 2 * margin) / all.height);
    this.#origin = {
      x: (width - all.width * this.#scale) / 2 - all.x * this.#scale,
      y: (height - all.height * this.#scale) / 2 - all.y * this.#scale,
    };
  }

  #scaled({ x, y, width, height }: Box): Box {
    return {
      x: x * this.#scale + this.#origin.x,
      y: y * this.#scale + this.#origin.y,
      width: Math.max(MINIMAP.smallestBox, width * this.#scale),
      height: Math.max(MINIMAP.smallestBox, height * this.#scale),
    };
  }

  #fill(box: Box | undefined, token: string): void {
    if (!box) return;
    const { x, y, width, height } = this.#scaled(box);
    this.#context.fillStyle = this.#palette.get(token);
    this.#context.fillRect(x, y, width, height);
  }

  #go({ clientX, clientY }: PointerEvent): void {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const point = {
      x: (clientX - left - this.#origin.x) / this.#scale,
      y: (clientY - top - this.#origin.y) / this.#scale,
    };
    this.#board.setViewport(centreOn(point, this.#board.size.peek(), this.#board.viewport().k));
  }
}

function nodeToken({ view, shape }: SceneNode, isSelected: boolean, isTroubled: boolean): string {
  if (isSelected) return '--accent';
  return isTroubled ? '--error' : tintToken(view?.colour, shape.category);
}
