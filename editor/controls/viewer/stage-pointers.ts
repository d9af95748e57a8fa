/** Panning and zooming a stage by wheel, mouse, pen and fingers. */
import type { Point } from '../../document/layout/geometry.ts';
import { wheelFactor } from './view.ts';

export interface StagePointersOptions {
  readonly element: HTMLElement;
  /** Whether a press drags the picture. Two fingers always do. */
  readonly canPan: (event: PointerEvent) => boolean;
  /** A second finger came down: what the first one has begun is void. */
  readonly onPinch: (() => void) | undefined;
  /** Converts a position of the window to one of the element. */
  readonly at: (event: { readonly clientX: number; readonly clientY: number }) => Point;
  readonly panBy: (dx: number, dy: number) => void;
  /** @param where the position of the element that stays in place. */
  readonly zoomBy: (factor: number, where: Point) => void;
}

export function listenToStagePointers({ element, canPan, onPinch, at, panBy, zoomBy }: StagePointersOptions): void {
  /** Positions of fingers and pressed mice, by pointer id. */
  const pointers = new Map<number, Point>();

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey && !event.ctrlKey) panBy(-event.deltaY - event.deltaX, 0);
      else zoomBy(wheelFactor(event), at(event));
    },
    { passive: false },
  );
  element.addEventListener('pointerdown', (event) => {
    const isTouch = event.pointerType === 'touch';
    const isSecond = isTouch && pointers.size > 0;
    if (isTouch && pointers.size === 1) onPinch?.();
    const pans = isSecond || canPan(event);
    // A finger that does something else still counts as the first of two.
    if (pans || isTouch) pointers.set(event.pointerId, at(event));
    if (!pans) return;
    element.setPointerCapture(event.pointerId);
    element.classList.add('is-panning');
  });
  element.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    pointers.set(event.pointerId, now);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
      zoomBy(distance(now, other) / distance(before, other), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else if (element.classList.contains('is-panning')) panBy(now.x - before.x, now.y - before.y);
  });
  const release = ({ pointerId }: PointerEvent): void => {
    pointers.delete(pointerId);
    if (pointers.size === 0) element.classList.remove('is-panning');
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
}

/** Never 0, because it is divided by. */
function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y) || 1;
}
