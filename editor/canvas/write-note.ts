/** Adds a note and begins to write it: whoever wants a note types next, and letters on the canvas are commands. */
import { addNote } from '../document/commands/notes.ts';
import type { Point } from '../document/layout/geometry.ts';
import type { Board } from './board.ts';

/** @param at the upper left corner, in canvas pixels. */
export function writeNote(board: Board, at: Point): void {
  const { workflow } = board.scene;
  if (!workflow) return;
  board.run(addNote(workflow, at));
  // The name that the document gave it.
  const key = board.session()?.focus.peek();
  if (key === undefined) return;
  board.focusItem(key);
  board.rename(key);
}
