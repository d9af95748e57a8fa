/** What lies over the nodes during a gesture: the loose wire, the marquee, the sentence at the pointer. */
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { h } from '../../dom.ts';
import { curvePath } from '../scene/curve.ts';
import { toScreen } from '../scene/viewport.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Room for a sentence, in screen pixels. */
const BUBBLE = 310;

export class Overlay {
  readonly element = h('div', { 'class': 'canvas-overlay', 'aria-hidden': 'true' });
  readonly #wire = document.createElementNS(SVG, 'path');
  readonly #end = document.createElementNS(SVG, 'circle');
  readonly #marquee = h('div', { class: 'canvas-marquee' });
  readonly #bubble = h('div', { class: 'canvas-bubble' });

  constructor() {
    const svg = document.createElementNS(SVG, 'svg');
    svg.append(this.#wire, this.#end);
    this.#end.setAttribute('r', '5');
    this.element.append(svg, this.#marquee, this.#bubble);
    for (const part of [this.#marquee, this.#bubble]) part.hidden = true;
  }

  frame(board: Board): void {
    const { loose: drawn, marquee, wire: under } = board.hints.peek();
    const view = board.viewport();
    const wire = under === undefined ? undefined : board.scene.wire(under);
    const ends = wire && board.scene.ends(wire);
    // The wire a dragged node would go into lies under that node.
    const loose = drawn ?? (wire && ends && { ...ends, type: wire.type, refused: false });
    this.element.classList.toggle('has-wire', loose !== undefined);
    this.element.classList.toggle('has-end', drawn !== undefined);
    if (loose) {
      this.element.style.setProperty(
        '--colour',
        loose.refused ? 'var(--error)' : `var(--socket-${loose.type}, var(--socket))`,
      );
      this.#wire.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.k})`);
      this.#wire.setAttribute('d', curvePath(loose.from, loose.to));
      const end = toScreen(view, loose.to);
      this.#end.setAttribute('cx', String(end.x));
      this.#end.setAttribute('cy', String(end.y));
    }
    this.#marquee.hidden = !marquee;
    if (!marquee) return;
    const from = toScreen(view, marquee);
    this.#marquee.style.transform = `translate(${from.x}px, ${from.y}px)`;
    this.#marquee.style.width = `${marquee.width * view.k}px`;
    this.#marquee.style.height = `${marquee.height * view.k}px`;
  }

  /** @param at within the canvas element, which is so wide. */
  say(at: Point, text: string | undefined, width: number): void {
    this.#bubble.hidden = text === undefined;
    if (text === undefined) return;
    this.#bubble.textContent = text;
    // Beside the pointer, on the side where there is room.
    this.#bubble.classList.toggle('is-left', at.x > width - BUBBLE);
    this.#bubble.style.transform = `translate(${at.x > width - BUBBLE ? at.x - 14 : at.x + 14}px, ${at.y + 16}px)`;
  }
}
