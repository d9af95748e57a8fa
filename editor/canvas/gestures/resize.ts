/** Changes the width of a node, or the size of a note. */
import { resizeItem } from '../../document/commands/place.ts';
import { GRID, NODE, NOTE } from '../../document/layout/geometry.ts';
import { readItem } from '../../document/selection.ts';
import type { Board } from '../board.ts';
import type { Gesture } from './gesture.ts';

/** @param key of the node or note. */
export function resize(board: Board, start: PointerEvent, key: string): Gesture {
  const before = board.scene.box(key) ?? { x: 0, y: 0, width: 0, height: 0 };
  const isNote = readItem(key).kind === 'note';
  const least = isNote ? NOTE : { minWidth: NODE.minWidth, minHeight: 0 };
  const rounded = (value: number): number => {
    const step = board.editor.settings.peek().snap ? GRID : 1;
    return Math.round(value / step) * step;
  };
  let size: { readonly width: number; readonly height?: number } = { width: before.width, height: before.height };
  return {
    move: ({ clientX, clientY }) => {
      const { k } = board.viewport();
      const width = Math.max(least.minWidth, rounded(before.width + (clientX - start.clientX) / k));
      const height = Math.max(least.minHeight, rounded(before.height + (clientY - start.clientY) / k));
      size = isNote ? { width, height } : { width };
      board.draft(new Map([[key, size]]));
    },
    end: (_event, moved) => {
      board.draft(undefined);
      const workflow = board.session()?.document.workflow.peek();
      if (moved && workflow) board.run(resizeItem(workflow, key, size));
    },
    cancel: () => board.draft(undefined),
  };
}
