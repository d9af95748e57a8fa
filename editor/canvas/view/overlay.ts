/** The layer above the nodes during a gesture: the loose wire, the marquee, and a sentence beside the pointer. */
import { h } from '../../dom.ts';
import type { Box, Point } from '../../document/layout/geometry.ts';
import type { Viewport } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import { BUBBLE } from '../metrics.ts';
import type { Hints, LooseWire } from '../paint/painted-state.ts';
import { type Route, routePath } from '../scene/route.ts';
import { socketColour } from '../scene/tint.ts';
import { toScreen } from '../scene/viewport.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Radius of the dot at the loose end, in screen pixels. */
const DOT_RADIUS = 5;

type ShownWire = LooseWire & Route;

export class Overlay {
  readonly element = h('div', { 'class': 'canvas-overlay', 'aria-hidden': 'true' });
  readonly #wire = document.createElementNS(SVG, 'path');
  readonly #dot = document.createElementNS(SVG, 'circle');
  readonly #marquee = h('div', { class: 'canvas-marquee' });
  readonly #bubble = h('div', { class: 'canvas-bubble' });

  constructor() {
    const svg = document.createElementNS(SVG, 'svg');
    svg.append(this.#wire, this.#dot);
    this.#dot.setAttribute('r', String(DOT_RADIUS));
    this.element.append(svg, this.#marquee, this.#bubble);
    for (const part of [this.#marquee, this.#bubble]) part.hidden = true;
  }

  /** Shows the hints of one frame. */
  frame(board: Board): void {
    const hints = board.hints.peek();
    const view = board.viewport();
    const wire = hints.loose ? { ...hints.loose, corners: [] } : insertionWire(board, hints);
    this.element.classList.toggle('has-wire', wire !== undefined);
    this.element.classList.toggle('has-end', hints.loose !== undefined);
    if (wire) this.#showWire(wire, view);
    this.#showMarquee(hints.marquee, view);
  }

  #showWire({ from, to, corners, type, refused }: ShownWire, view: Viewport): void {
    this.element.style.setProperty('--colour', refused ? 'var(--error)' : socketColour(type));
    this.#wire.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.k})`);
    this.#wire.setAttribute('d', routePath({ from, to, corners }));
    const end = toScreen(view, to);
    this.#dot.setAttribute('cx', String(end.x));
    this.#dot.setAttribute('cy', String(end.y));
  }

  #showMarquee(box: Box | undefined, view: Viewport): void {
    this.#marquee.hidden = !box;
    if (!box) return;
    const from = toScreen(view, box);
    const { style } = this.#marquee;
    style.transform = `translate(${from.x}px, ${from.y}px)`;
    style.width = `${box.width * view.k}px`;
    style.height = `${box.height * view.k}px`;
  }

  /**
   * Shows a sentence beside the pointer, on the side with room; without a text it disappears.
   * @param at within the canvas element.
   * @param width of the canvas element.
   */
  say(at: Point, text: string | undefined, width: number): void {
    this.#bubble.hidden = text === undefined;
    if (text === undefined) return;
    this.#bubble.textContent = text;
    const isLeft = at.x > width - BUBBLE.width;
    const x = isLeft ? at.x - BUBBLE.beside : at.x + BUBBLE.beside;
    this.#bubble.classList.toggle('is-left', isLeft);
    this.#bubble.style.transform = `translate(${x}px, ${at.y + BUBBLE.below}px)`;
  }
}

/** The wire a dragged node would go into, shown above the node, which hides it. */
function insertionWire({ scene }: Board, { wire: id }: Hints): ShownWire | undefined {
  const wire = id === undefined ? undefined : scene.wire(id);
  const route = wire && scene.route(wire);
  return wire && route && { ...route, type: wire.type, refused: false };
}
