/** The fingers on the canvas. Two of them pinch. */
import type { Point } from '../../../document/layout/geometry.ts';
import type { Board } from '../../board.ts';
import { pointerAt } from '../../pointer-at.ts';
import { type Pinch, pinch } from '../pinch.ts';

export class Fingers {
  readonly #board: Board;
  /** Places in the window, by pointer id. */
  readonly #places = new Map<number, Point>();
  #pinch: Pinch | undefined;

  constructor(board: Board) {
    this.#board = board;
  }

  /** @returns whether the finger begins a pinch. */
  press(event: PointerEvent): boolean {
    if (event.pointerType !== 'touch') return false;
    this.#places.set(event.pointerId, pointerAt(event));
    const [a, b] = this.#places.values();
    if (!a || !b) return false;
    this.#pinch = pinch(this.#board, a, b);
    return true;
  }

  /** @returns whether the movement belongs to a pinch. */
  move(event: PointerEvent): boolean {
    if (this.#places.has(event.pointerId)) this.#places.set(event.pointerId, pointerAt(event));
    const [a, b] = this.#places.values();
    if (!this.#pinch || !a || !b) return false;
    this.#pinch.move(a, b);
    return true;
  }

  lift({ pointerId }: PointerEvent): void {
    this.#places.delete(pointerId);
    if (this.#places.size < 2) this.#pinch = undefined;
  }
}
