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
    const along = (place: number, size: number): number => (place < EDGE ? Math.min(1, (EDGE - place) / EDGE) : place > size - EDGE ? -Math.min(1, (place - size + EDGE) / EDGE) : 0) * FASTEST;
    const speed = { x: along(at.x, width), y: along(at.y, height) };
    return speed.x === 0 && speed.y === 0 ? undefined : speed;
  }
}
