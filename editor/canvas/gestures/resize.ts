/** Makes a node wider, or a note wider and higher. */
import { resizeItem } from '../../document/commands/place.ts';
import { GRID, NODE, NOTE } from '../../document/layout/geometry.ts';
import { readItem } from '../../document/selection.ts';
import type { Board } from '../board.ts';
import type { Gesture } from './gesture.ts';

export function resize(board: Board, start: PointerEvent, key: string): Gesture {
  const before = board.scene.box(key) ?? { x: 0, y: 0, width: 0, height: 0 };
  const isNote = readItem(key).kind === 'note';
  const smallest = isNote ? NOTE : { minWidth: NODE.minWidth, minHeight: 0 };
  const step = (value: number): number =>
    board.editor.settings.peek().snap ? Math.round(value / GRID) * GRID : Math.round(value);
  let size = { width: before.width, height: before.height };
  return {
    move: ({ clientX, clientY }) => {
      const { k } = board.viewport();
      size = {
        width: Math.max(smallest.minWidth, step(before.width + (clientX - start.clientX) / k)),
        height: Math.max(smallest.minHeight, step(before.height + (clientY - start.clientY) / k)),
      };
      board.draft(new Map([[key, isNote ? size : { width: size.width }]]));
    },
    end: (_event, moved) => {
      board.draft(undefined);
      const workflow = board.session()?.document.workflow.peek();
      if (moved && workflow) board.run(resizeItem(workflow, key, isNote ? size : { width: size.width }));
    },
    cancel: () => board.draft(undefined),
  };
}
