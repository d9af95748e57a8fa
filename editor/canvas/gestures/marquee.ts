/** Selects what a box touches; with Shift or Ctrl in addition to what is selected. */
import { type Box, overlaps, type Point } from '../../document/layout/geometry.ts';
import { itemKey } from '../../document/selection.ts';
import type { Board } from '../board.ts';
import type { Gesture } from './gesture.ts';

export function marquee(board: Board, start: PointerEvent): Gesture {
  const from = board.toCanvas({ x: start.clientX, y: start.clientY });
  const before = board.session()?.selection.peek() ?? new Set<string>();
  const finish = (): void => {
    board.hints.value = {};
  };
  return {
    autoPan: true,
    move: ({ clientX, clientY }) => {
      const box = boxOf(from, board.toCanvas({ x: clientX, y: clientY }));
      board.hints.value = { marquee: box };
      board.select(new Set([...before, ...touched(board, box)]));
    },
    end: (_event, moved) => {
      finish();
      if (!moved) return;
      const count = board.session()?.selection.peek().size ?? 0;
      board.announce(count === 1 ? '1 item selected' : `${count} items selected`);
    },
    cancel: () => {
      finish();
      board.select(before);
    },
  };
}

function boxOf(a: Point, b: Point): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

function touched({ scene }: Board, box: Box): string[] {
  const nodes = [...scene.nodes.keys()].filter((id) =>
    overlaps(scene.geometry(id) ?? { x: NaN, y: NaN, width: 0, height: 0 }, box),
  );
  const notes = scene
    .notes()
    .filter(([id]) => overlaps(scene.noteBox(id) ?? box, box))
    .map(([id]) => itemKey({ kind: 'note', id }));
  const groups = scene
    .groups()
    .filter(([id]) => inside(scene.groupBox(id), box))
    .map(([id]) => itemKey({ kind: 'group', id }));
  return [...nodes, ...notes, ...groups];
}

/** A group is selected by a box around all of it: its nodes are what a small one means. */
function inside(inner: Box | undefined, outer: Box): boolean {
  return (
    inner !== undefined &&
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
