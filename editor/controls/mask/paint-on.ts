/** Strokes by mouse, pen and finger. The right button, and the other end of a pen, erase. */
import type { Stage } from '../viewer/stage.ts';
import { toPicture } from '../viewer/view.ts';
import { type BrushSettings, brushFor, radiusFor } from './brush.ts';
import type { Painting } from './painting.ts';
import type { Brush } from './raster.ts';

const ERASER_END = 32;

export interface PaintOptions {
  readonly stage: Stage;
  readonly painting: () => Painting | undefined;
  readonly settings: () => BrushSettings;
  /** Whether a press moves the picture instead. */
  readonly isMoving: (event: PointerEvent) => boolean;
}

/** @returns ends the stroke that goes on as if it had never been. */
export function paintOn({ stage, painting, settings, isMoving }: PaintOptions): () => void {
  const { element } = stage;
  let stroke: { readonly pointer: number; readonly brush: Brush } | undefined;

  element.addEventListener('pointerdown', (event) => {
    const isPress = event.button === 0 || event.button === 2 || event.button === 5;
    if (stroke || !isPress || isMoving(event) || (event.pointerType === 'touch' && !event.isPrimary)) return;
    event.preventDefault();
    stroke = {
      pointer: event.pointerId,
      brush: brushFor(settings(), event.button === 2 || (event.buttons & ERASER_END) !== 0),
    };
    element.setPointerCapture(event.pointerId);
    painting()?.begin(
      toPicture(stage.view.peek(), stage.at(event)),
      radiusFor(settings().size, event),
      stroke.brush,
      event.shiftKey,
    );
  });
  element.addEventListener('pointermove', (event) => {
    if (event.pointerId !== stroke?.pointer) return;
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
