/** Moves the view while a dragging pointer is held near an edge: the nearer, the faster. */
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { AUTO_PAN } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';

export class AutoPan {
  readonly #board: Board;
  readonly #repeat: (event: PointerEvent) => void;
  #event: PointerEvent | undefined;
  #frame = 0;
  /** When the pointer came to the edge it is at. */
  #since = 0;

  /** @param repeat handles the last event again, because the canvas has moved under the pointer. */
  constructor(board: Board, repeat: (event: PointerEvent) => void) {
    this.#board = board;
    this.#repeat = repeat;
  }

  at(event: PointerEvent): void {
    this.#event = event;
    if (this.#frame !== 0 || !this.#speed(event)) return;
    this.#since = performance.now();
    this.#frame = requestAnimationFrame(this.#step);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#event = undefined;
  }

  readonly #step = (): void => {
    this.#frame = 0;
    const speed = this.#event && this.#speed(this.#event);
    if (!this.#event || !speed) return;
    this.#frame = requestAnimationFrame(this.#step);
    if (performance.now() - this.#since < AUTO_PAN.hold) return;
    const view = this.#board.viewport();
    this.#board.setViewport({ ...view, x: view.x + speed.x, y: view.y + speed.y });
    this.#repeat(this.#event);
  };

  /** Screen pixels a frame; undefined away from the edges. */
  #speed(event: PointerEvent): Point | undefined {
    const { width, height } = this.#board.size.peek();
    const at = this.#board.toLocal(pointerAt(event));
    const speed = { x: speedAt(at.x, width), y: speedAt(at.y, height) };
    return speed.x === 0 && speed.y === 0 ? undefined : speed;
  }
}

function speedAt(place: number, size: number): number {
  const { edge, fastest } = AUTO_PAN;
  if (place < edge) return Math.min(1, (edge - place) / edge) * fastest;
  if (place > size - edge) return -Math.min(1, (place - size + edge) / edge) * fastest;
  return 0;
}
