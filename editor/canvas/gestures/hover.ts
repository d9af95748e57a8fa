/** Highlights the wire under a resting mouse: it can be clicked, and opened for a node by a double-click. */
import type { Board } from '../board.ts';
import { MOST_REACH, REACH } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';
import { wireAt } from '../scene/hit.ts';

/** @returns a function that stops listening. */
export function listenHover(board: Board): () => void {
  const ends = new AbortController();
  let frame = 0;
  let last: PointerEvent | undefined;
  const look = (): void => {
    frame = 0;
    if (last) highlight(board, wireUnder(board, last));
  };
  const onMove = (event: PointerEvent): void => {
    last = event;
    if (frame === 0) frame = requestAnimationFrame(look);
  };
  board.root.addEventListener('pointermove', onMove, { signal: ends.signal, passive: true });
  return () => {
    ends.abort();
    cancelAnimationFrame(frame);
  };
}

/** The id of the wire under a mouse that presses nothing and is over no item. */
function wireUnder(board: Board, event: PointerEvent): string | undefined {
  const { target, buttons, pointerType } = event;
  if (buttons !== 0 || pointerType !== 'mouse' || !(target instanceof Element)) return undefined;
  const named = target.closest<HTMLElement>('[data-wire]')?.dataset['wire'];
  if (named !== undefined) return named;
  if (target.closest('[data-node], [data-item], [data-outside]')) return undefined;
  const reach = Math.min(MOST_REACH.wire, REACH.hover / board.viewport().k);
  return wireAt(board.scene, board.toCanvas(pointerAt(event)), reach)?.id;
}

function highlight(board: Board, wire: string | undefined): void {
  const hints = board.hints.peek();
  if (hints.hover === wire) return;
  board.hints.value = { ...hints, hover: wire };
  board.root.classList.toggle('is-on-wire', wire !== undefined);
}
