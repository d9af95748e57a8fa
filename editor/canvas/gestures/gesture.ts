/** One thing a pointer does from pressing to letting go. */
export interface Gesture {
  move(event: PointerEvent): void;
  /** Let go. `moved` is false for a click. */
  end(event: PointerEvent, moved: boolean): void;
  /** Everything is as it was before. */
  cancel(): void;
  /** Moves the view while the pointer is at an edge of the canvas. */
  readonly autoPan?: boolean | undefined;
}
