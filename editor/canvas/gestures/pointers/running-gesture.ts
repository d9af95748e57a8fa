/** The gesture of one pointer, from its press until it is let go. */
import type { Board } from '../../board.ts';
import { PRESS } from '../../metrics.ts';
import { AutoPan } from '../auto-pan.ts';
import type { Gesture } from '../gesture.ts';

export class RunningGesture {
  readonly #board: Board;
  readonly #autoPan: AutoPan;
  #gesture: Gesture | undefined;
  #start: PointerEvent | undefined;
  #moved = false;
  #longPress = 0;
  #unfollow: (() => void) | undefined;

  constructor(board: Board) {
    this.#board = board;
    this.#autoPan = new AutoPan(board, (event) => this.#gesture?.move(event));
  }

  get isRunning(): boolean {
    return this.#gesture !== undefined;
  }

  start(gesture: Gesture, event: PointerEvent): void {
    this.#gesture = gesture;
    this.#start = event;
    this.#moved = false;
    // A gesture knows items by their old names, so renaming ends it.
    this.#unfollow = this.#board.session()?.document.onRename(() => void this.cancel());
  }

  /** Calls the listener, instead of going on with the gesture, when the pointer rests. */
  onLongPress(listener: () => void): void {
    this.#longPress = window.setTimeout(() => {
      this.cancel();
      listener();
    }, PRESS.long);
  }

  move(event: PointerEvent): void {
    const gesture = this.#gesture;
    if (!gesture || !this.#start || event.pointerId !== this.#start.pointerId) return;
    if (!this.#moved && isStill(this.#start, event)) return;
    this.#moved = true;
    clearTimeout(this.#longPress);
    gesture.move(event);
    if (gesture.autoPan) this.#autoPan.at(event);
  }

  end(event: PointerEvent): void {
    const gesture = this.#gesture;
    if (!gesture || event.pointerId !== this.#start?.pointerId) return;
    this.#stop();
    if (event.type === 'pointercancel') gesture.cancel();
    else gesture.end(event, this.#moved);
  }

  /** @returns whether there was a gesture. */
  cancel(): boolean {
    const gesture = this.#gesture;
    gesture?.cancel();
    this.#stop();
    return gesture !== undefined;
  }

  #stop(): void {
    clearTimeout(this.#longPress);
    this.#autoPan.stop();
    this.#unfollow?.();
    this.#unfollow = undefined;
    this.#gesture = undefined;
    this.#start = undefined;
  }
}

/** Whether a pointer has moved so little that letting go is a click. */
function isStill(start: PointerEvent, now: PointerEvent): boolean {
  const way = Math.hypot(now.clientX - start.clientX, now.clientY - start.clientY);
  return way < PRESS.still[now.pointerType === 'touch' ? 'touch' : 'mouse'];
}
