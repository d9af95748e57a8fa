/** Drags a row of a list to another place, with mouse, pen or finger. */
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { placeAt } from './order.ts';

export interface DragOrder {
  /** Index of the dragged row, and the place it would go to. Undefined while nothing is dragged. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  begin(event: PointerEvent, index: number): void;
}

/** @param list the element whose children are the rows. */
export function useDragOrder(list: RefObject<HTMLElement>, onMove: (from: number, to: number) => void): DragOrder {
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>();
  const begin = (event: PointerEvent, from: number): void => {
    if (event.button !== 0 || !list.current) return;
    event.preventDefault();
    const others = [...list.current.children]
      .filter((_, index) => index !== from)
      .map((row) => row.getBoundingClientRect());
    const middles = others.map(({ top, height }) => top + height / 2);
    let to = from;
    const follow = ({ clientY }: PointerEvent): void => {
      to = placeAt(clientY, middles);
      setDrag({ from, to });
    };
    const end = ({ type }: PointerEvent): void => {
      window.removeEventListener('pointermove', follow);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      setDrag(undefined);
      if (type === 'pointerup' && to !== from) onMove(from, to);
    };
    window.addEventListener('pointermove', follow);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    setDrag({ from, to });
  };
  return { from: drag?.from, to: drag?.to, begin };
}
