/** Moves the view with one pointer. */
import type { Board } from '../board.ts';
import type { Gesture } from './gesture.ts';

/** @param click called when the pointer is let go without having moved. */
export function pan(board: Board, start: PointerEvent, click?: () => void): Gesture {
  const before = board.viewport();
  return {
    move: ({ clientX, clientY }) => {
      board.root.classList.add('is-panning');
      board.setViewport({ ...before, x: before.x + clientX - start.clientX, y: before.y + clientY - start.clientY });
    },
    end: (_event, moved) => {
      board.root.classList.remove('is-panning');
      if (!moved) click?.();
    },
    cancel: () => board.root.classList.remove('is-panning'),
  };
}
