/** Strokes by mouse, pen and finger. The right button and the eraser end of a pen swap painting and erasing. */
import type { Stage } from '../viewer/stage.ts';
import { toPicture } from '../viewer/view.ts';
import { type BrushSettings, brushFor, radiusFor } from './brush.ts';
import type { Painting } from './painting.ts';
import type { Brush } from './raster.ts';

/** The eraser of a pen: its `button`, and its bit in `buttons`. */
const ERASER = { button: 5, bit: 32 } as const;
/** The `button` of the right mouse button. */
const RIGHT = 2;

export interface PaintOptions {
  readonly stage: Stage;
  readonly painting: () => Painting | undefined;
  readonly settings: () => BrushSettings;
  /** Whether a press moves the picture instead. */
  readonly isMoving: (event: PointerEvent) => boolean;
}

/** @returns a function that drops the present stroke. */
export function paintOn({ stage, painting, settings, isMoving }: PaintOptions): () => void {
  const { element } = stage;
  let stroke: { readonly pointer: number; readonly brush: Brush } | undefined;

  element.addEventListener('pointerdown', (event) => {
    const isPress = event.button === 0 || event.button === RIGHT || event.button === ERASER.button;
    const isSecondFinger = event.pointerType === 'touch' && !event.isPrimary;
    if (stroke || !isPress || isSecondFinger || isMoving(event)) return;
    event.preventDefault();
    const inverts = event.button === RIGHT || (event.buttons & ERASER.bit) !== 0;
    const brush = brushFor(settings(), inverts);
    stroke = { pointer: event.pointerId, brush };
    element.setPointerCapture(event.pointerId);
    const at = toPicture(stage.view.peek(), stage.at(event));
    painting()?.begin(at, radiusFor(settings().size, event), brush, event.shiftKey);
  });
  element.addEventListener('pointermove', (event) => {
    if (event.pointerId !== stroke?.pointer) return;
    // Positions between two frames arrive together.
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length > 0 ? all : [event])
      painting()?.go(toPicture(stage.view.peek(), stage.at(each)), radiusFor(settings().size, each), stroke.brush);
  });
  const end = (event: PointerEvent): void => {
    if (event.pointerId !== stroke?.pointer) return;
    stroke = undefined;
    painting()?.end();
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('contextmenu', (event) => event.preventDefault());
  return () => {
    stroke = undefined;
    painting()?.abort();
  };
}
