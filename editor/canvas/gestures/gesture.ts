/** One thing a pointer does, from pressing to letting go. */
export interface Gesture {
  move(event: PointerEvent): void;
  /** The pointer is let go. @param moved false for a click. */
  end(event: PointerEvent, moved: boolean): void;
  /** Leaves everything as it was before the gesture. */
  cancel(): void;
  /** Whether the view moves while the pointer is near an edge of the canvas. Default false. */
  readonly autoPan?: boolean | undefined;
}
