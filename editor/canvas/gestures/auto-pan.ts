/** Moves the view while a pointer that drags something is at an edge, faster the nearer it is. */
import type { Board } from '../board.ts';

const EDGE = 36;
/** Screen pixels a frame. */
const FASTEST = 14;

export class AutoPan {
  readonly #board: Board;
  readonly #repeat: (event: PointerEvent) => void;
  #event: PointerEvent | undefined;
  #frame = 0;

  /** @param repeat takes the last event again: what is under the pointer is another place now. */
  constructor(board: Board, repeat: (event: PointerEvent) => void) {
    this.#board = board;
    this.#repeat = repeat;
  }

  at(event: PointerEvent): void {
    this.#event = event;
    if (this.#frame === 0 && this.#speed(event)) this.#frame = requestAnimationFrame(this.#step);
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
    const view = this.#board.viewport();
    this.#board.setViewport({ ...view, x: view.x + speed.x, y: view.y + speed.y });
    this.#repeat(this.#event);
    this.#frame = requestAnimationFrame(this.#step);
  };

  #speed({ clientX, clientY }: PointerEvent): { readonly x: number; readonly y: number } | undefined {
    const { width, height } = this.#board.size.peek();
    const at = this.#board.toLocal({ x: clientX, y: clientY });
    const speed = { x: speedAt(at.x, width), y: speedAt(at.y, height) };
    return speed.x === 0 && speed.y === 0 ? undefined : speed;
  }
}

function speedAt(place: number, size: number): number {
  if (place < EDGE) return Math.min(1, (EDGE - place) / EDGE) * FASTEST;
  return place > size - EDGE ? -Math.min(1, (place - size + EDGE) / EDGE) * FASTEST : 0;
}
