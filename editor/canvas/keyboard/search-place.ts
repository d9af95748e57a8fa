/**
 * Where a node that is asked for by key goes: to the pointer, or, for those who use no pointer, beside the node they
 * are at.
 */
import type { Point } from '../../document/layout/geometry.ts';
import { centreOf } from '../actions.ts';
import type { Board } from '../board.ts';

const GAP = 60;

/** @returns what opens the search. */
export function searchOpener(board: Board): () => void {
  let pointer: Point | undefined;
  board.root.addEventListener(
    'pointermove',
    ({ clientX, clientY, pointerType }) => {
      pointer = pointerType === 'touch' ? undefined : { x: clientX, y: clientY };
    },
    { passive: true },
  );
  board.root.addEventListener('pointerleave', () => {
    pointer = undefined;
  });
  board.root.addEventListener('keydown', ({ key }) => {
    if (key.startsWith('Arrow') || key === 'Enter' || key === 'Escape') pointer = undefined;
  });
  return () => {
    const focus = board.session()?.focus.peek();
    const beside = pointer === undefined && focus !== undefined ? board.scene.geometry(focus) : undefined;
    const client = pointer ?? centreOf(board);
    const at = beside ? { x: beside.x + beside.width + GAP, y: beside.y } : board.toCanvas(client);
    board.editor.dialog.value = {
      kind: 'add-node',
      at,
      screen: beside ? onScreen(board, board.toClient(at)) : client,
      isAnywhere: pointer === undefined,
    };
  };
}

/** A place of the window that can be seen. */
function onScreen({ root, size }: Board, { x, y }: Point): Point {
  const { left, top } = root.getBoundingClientRect();
  const { width, height } = size.peek();
  return { x: Math.max(left, Math.min(x, left + width - 40)), y: Math.max(top, Math.min(y, top + height - 40)) };
}
