/** A press on an item: selects it and begins to drag the selection. */
import type { Board } from '../../board.ts';
import { drag } from '../drag.ts';
import type { Gesture } from '../gesture.ts';

/** @param adds whether the selection stays, because Shift, Ctrl or Command is held. A click then toggles the item. */
export function pressItem(board: Board, event: PointerEvent, key: string, adds: boolean): Gesture {
  const selection = board.session()?.selection.peek() ?? new Set<string>();
  const wasSelected = selection.has(key);
  if (adds && wasSelected) {
    const others = [...selection].filter((each) => each !== key);
    return drag(board, event, key, () => board.select(others));
  }
  if (!wasSelected) board.select(adds ? [...selection, key] : [key], key);
  board.focusItem(key, true);
  // Only a click selects one of several selected items alone, so that they can be dragged together.
  return drag(board, event, key, () => {
    if (wasSelected && !adds) board.select([key], key);
  });
}
