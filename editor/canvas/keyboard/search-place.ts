/** Where a node that is searched for by key goes: to the pointer or, without a pointer, beside the focused node. */
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { centreOf } from '../centre.ts';
import { NEW_NODE, SEARCH_INSIDE } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';
import { keyHandler } from '../../key-events.ts';

/** Follows the pointer. @returns a function that opens the search. */
export function searchOpener(board: Board): () => void {
  const { root } = board;
  /** The place of the mouse in the window; undefined when it is elsewhere, or people use the keyboard. */
  let pointer: Point | undefined;
  const forget = (): void => {
    pointer = undefined;
  };
  const onMove = (event: PointerEvent): void => {
    pointer = event.pointerType === 'touch' ? undefined : pointerAt(event);
  };
  root.addEventListener('pointermove', onMove, { passive: true });
  root.addEventListener('pointerleave', forget);
  root.addEventListener(
    'keydown',
    keyHandler(({ key }) => {
      if (key.startsWith('Arrow') || key === 'Enter' || key === 'Escape') forget();
    }),
  );
  return () => openSearch(board, pointer);
}

function openSearch(board: Board, pointer: Point | undefined): void {
  const focus = board.session()?.focus.peek();
  const beside = pointer === undefined && focus !== undefined ? board.scene.geometry(focus) : undefined;
  if (beside) {
    const at = { x: beside.x + beside.width + NEW_NODE.gap, y: beside.y };
    const screen = insideCanvas(board, board.toClient(at));
    board.editor.dialog.value = { kind: 'add-node', at, screen };
  } else {
    const screen = pointer ?? centreOf(board);
    board.editor.dialog.value = { kind: 'add-node', at: board.toCanvas(screen), screen };
  }
}

/** The nearest place of the window at which the search is visible. */
function insideCanvas({ root, size }: Board, { x, y }: Point): Point {
  const { left, top } = root.getBoundingClientRect();
  const { width, height } = size.peek();
  return {
    x: Math.max(left, Math.min(x, left + width - SEARCH_INSIDE)),
    y: Math.max(top, Math.min(y, top + height - SEARCH_INSIDE)),
  };
}
