/** The wire under a resting pointer stands out: it can be clicked, and opened for a node by a double-click. */
import type { Board } from '../board.ts';
import { wireAt } from '../scene/hit.ts';

export function listenHover(board: Board): () => void {
  const ends = new AbortController();
  let frame = 0;
  let last: PointerEvent | undefined;
  const look = (): void => {
    frame = 0;
    if (!last) return;
    const { target, buttons, clientX, clientY, pointerType } = last;
    const isFree =
      buttons === 0 &&
      pointerType === 'mouse' &&
      target instanceof Element &&
      !target.closest('[data-node], [data-item], [data-outside]');
    const hover = isFree
      ? wireAt(board.scene, board.toCanvas({ x: clientX, y: clientY }), Math.min(16, 7 / board.viewport().k))?.id
      : undefined;
    const hints = board.hints.peek();
    if (hints.hover === hover) return;
    board.hints.value = { ...hints, hover };
    board.root.classList.toggle('is-on-wire', hover !== undefined);
  };
  board.root.addEventListener(
    'pointermove',
    (event) => {
      last = event;
      if (frame === 0) frame = requestAnimationFrame(look);
    },
    { signal: ends.signal, passive: true },
  );
  return () => {
    ends.abort();
    cancelAnimationFrame(frame);
  };
}
