/** Arrow keys: from node to node, or moving what is selected. */
import { moveItems } from '../../document/commands/place.ts';
import { GRID } from '../../document/layout/geometry.ts';
import { readItem } from '../../document/selection.ts';
import { type Direction, nearestNode } from '../../document/layout/nearest-node.ts';
import type { Board } from '../board.ts';

const STEPS: Readonly<Record<Direction, { readonly x: number; readonly y: number }>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** @param extend keeps what is selected. */
export function walk(board: Board, direction: Direction, extend: boolean): void {
  const { workflow, types, nodes } = board.scene;
  const session = board.session();
  if (!workflow || !session) return;
  const focus = session.focus.peek();
  const here =
    focus !== undefined && nodes.has(focus) ? focus : [...session.selection.peek()].find((key) => nodes.has(key));
  const next =
    here === undefined
      ? readingOrder(board).find((key) => nodes.has(key))
      : nearestNode(workflow, types, here, direction);
  if (next === undefined) return;
  board.select(extend ? [...session.selection.peek(), next] : [next], next);
  board.focusItem(next);
}

/** Goes to every item in turn: what arrow keys do not come by is reached all the same. */
export function step(board: Board, to: 'next' | 'previous' | 'first' | 'last'): void {
  const order = readingOrder(board);
  const at = order.indexOf(board.session()?.focus.peek() ?? '');
  const index =
    to === 'first'
      ? 0
      : to === 'last'
        ? order.length - 1
        : to === 'next'
          ? (at + 1) % order.length
          : (at <= 0 ? order.length : at) - 1;
  const next = order[index];
  if (next === undefined) return;
  board.select([next], next);
  board.focusItem(next);
}

/** Nodes, notes and groups from left to right, from above of what is above each other. */
function readingOrder({ scene }: Board): string[] {
  const keys = [
    ...scene.nodes.keys(),
    ...scene.notes().map(([id]) => `note:${id}`),
    ...scene.groups().map(([id]) => `group:${id}`),
  ];
  const boxes = new Map(keys.map((key) => [key, scene.box(key)]));
  return keys.toSorted(
    (a, b) => (boxes.get(a)?.x ?? 0) - (boxes.get(b)?.x ?? 0) || (boxes.get(a)?.y ?? 0) - (boxes.get(b)?.y ?? 0),
  );
}

/** @param steps in grid steps. */
export function nudge(board: Board, direction: Direction, steps: number): void {
  const { scene } = board;
  const session = board.session();
  if (!scene.workflow || !session) return;
  const members = [...session.selection.peek()].flatMap((key) => {
    const { kind, id } = readItem(key);
    return kind === 'group' ? (scene.workflow?.view?.groups?.[id]?.nodes ?? []) : kind === 'wire' ? [] : [key];
  });
  const by = { x: STEPS[direction].x * GRID * steps, y: STEPS[direction].y * GRID * steps };
  const positions = Object.fromEntries(
    [...new Set(members)].flatMap((key) => {
      const box = scene.box(key);
      return box ? [[key, { x: box.x + by.x, y: box.y + by.y }]] : [];
    }),
  );
  board.run(moveItems(scene.workflow, positions, 'nudge'));
}
