/** The whole in a corner: one picture a frame, of boxes only. Clicking or dragging moves the view. */
import { type Box, boundsOf, type Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { h } from '../../dom.ts';
import type { Palette } from '../paint/palette.ts';
import { tintToken } from '../scene/tint.ts';
import { centreOn, visibleBox } from '../scene/viewport.ts';

const SIZE = { width: 180, height: 120 } as const;
const MARGIN = 8;

export class Minimap {
  readonly element = h('div', { 'class': 'canvas-minimap', 'data-outside': '', 'aria-hidden': 'true' });
  readonly #canvas = h('canvas');
  readonly #context = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
  readonly #board: Board;
  readonly #palette: Palette;
  #scale = 1;
  #offset: Point = { x: 0, y: 0 };

  constructor(board: Board, palette: Palette) {
    this.#board = board;
    this.#palette = palette;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.#canvas.width = SIZE.width * ratio;
    this.#canvas.height = SIZE.height * ratio;
    this.#context.scale(ratio, ratio);
    this.element.append(this.#canvas);
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#go(event);
    });
    this.#canvas.addEventListener('pointermove', (event) => {
      if (event.buttons & 1) this.#go(event);
    });
  }

  frame(selection: ReadonlySet<string>, troubled: ReadonlySet<string>): void {
    const { scene } = this.#board;
    const view = visibleBox(this.#board.viewport(), this.#board.size.peek());
    const all = boundsOf([scene.bounds() ?? view, view]) ?? view;
    this.#scale = Math.min((SIZE.width - 2 * MARGIN) / all.width, (SIZE.height - 2 * MARGIN) / all.height);
    this.#offset = {
      x: (SIZE.width - all.width * this.#scale) / 2 - all.x * this.#scale,
      y: (SIZE.height - all.height * this.#scale) / 2 - all.y * this.#scale,
    };
    const context = this.#context;
    context.clearRect(0, 0, SIZE.width, SIZE.height);
    context.globalAlpha = 0.25;
    for (const [id, group] of scene.groups()) this.#box(scene.groupBox(id), this.#palette.get(tintToken(group.colour)));
    context.globalAlpha = 0.85;
    for (const [id, note] of scene.notes())
      this.#box(scene.noteBox(id), this.#palette.get(tintToken(note.colour ?? 'amber')));
    for (const node of scene.nodes.values()) {
      const token = selection.has(node.id)
        ? '--accent'
        : troubled.has(node.id)
          ? '--error'
          : tintToken(node.view?.colour, node.shape.category);
      this.#box(scene.geometry(node.id), this.#palette.get(token));
    }
    context.globalAlpha = 1;
    context.strokeStyle = this.#palette.get('--accent');
    context.lineWidth = 1.5;
    const { x, y, width, height } = this.#shown(view);
    context.strokeRect(x, y, width, height);
  }

  #shown({ x, y, width, height }: Box): Box {
    return {
      x: x * this.#scale + this.#offset.x,
      y: y * this.#scale + this.#offset.y,
      width: Math.max(1.5, width * this.#scale),
      height: Math.max(1.5, height * this.#scale),
    };
  }

  #box(box: Box | undefined, colour: string): void {
    if (!box) return;
    const { x, y, width, height } = this.#shown(box);
    this.#context.fillStyle = colour;
    this.#context.fillRect(x, y, width, height);
  }

  #go(event: PointerEvent): void {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const point = {
      x: (event.clientX - left - this.#offset.x) / this.#scale,
      y: (event.clientY - top - this.#offset.y) / this.#scale,
    };
    this.#board.setViewport(centreOn(point, this.#board.size.peek(), this.#board.viewport().k));
  }
}
