/** Adds the items touched by a rectangle to the selection. */
import { type Box, overlaps, type Point } from '../../document/layout/geometry.ts';
import { itemKey } from '../../document/selection.ts';
import { t } from '../../i18n/t.ts';
import type { Board } from '../board.ts';
import { pointerAt } from '../pointer-at.ts';
import type { Gesture } from './gesture.ts';

export function marquee(board: Board, start: PointerEvent): Gesture {
  const from = board.toCanvas(pointerAt(start));
  const before = board.session()?.selection.peek() ?? new Set<string>();
  const finish = (): void => {
    board.hints.value = {};
  };
  return {
    autoPan: true,
    move: (event) => {
      const box = boxBetween(from, board.toCanvas(pointerAt(event)));
      board.hints.value = { marquee: box };
      board.select(new Set([...before, ...touchedItems(board, box)]));
    },
    end: (_event, moved) => {
      finish();
      if (!moved) return;
      const count = board.session()?.selection.peek().size ?? 0;
      board.announce(t('{count, plural, one {# item selected} other {# items selected}}', { count }));
    },
    cancel: () => {
      finish();
      board.select(before);
    },
  };
}

function boxBetween(a: Point, b: Point): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** Nodes and notes that are touched. A group has to be wholly inside, because a small rectangle means its nodes. */
function touchedItems({ scene }: Board, box: Box): string[] {
  const isTouched = (item: Box | undefined): boolean => item !== undefined && overlaps(item, box);
  const nodes = [...scene.nodes.keys()].filter((id) => isTouched(scene.geometry(id)));
  const notes = scene.notes().filter(([id]) => isTouched(scene.noteBox(id)));
  const groups = scene.groups().filter(([id]) => isInside(scene.groupBox(id), box));
  return [
    ...nodes,
    ...notes.map(([id]) => itemKey({ kind: 'note', id })),
    ...groups.map(([id]) => itemKey({ kind: 'group', id })),
  ];
}

function isInside(inner: Box | undefined, outer: Box): boolean {
  return (
    inner !== undefined &&
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
