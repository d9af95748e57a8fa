/** The arrow keys and their like: they go from item to item, or move the selection. */
import { moveItems } from '../../document/commands/place.ts';
import { GRID, type Point } from '../../document/layout/geometry.ts';
import { type Direction, nearestNode } from '../../document/layout/nearest-node.ts';
import { itemKey, readItem } from '../../document/selection.ts';
import type { Board } from '../board.ts';

const STEPS: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** Goes to the next node in a direction. @param extend whether the selection stays. */
export function walk(board: Board, direction: Direction, extend: boolean): void {
  const { workflow, types } = board.scene;
  const session = board.session();
  if (!workflow || !session) return;
  const here = currentNode(board);
  const next = here === undefined ? firstNode(board) : nearestNode(workflow, types, here, direction);
  if (next === undefined) return;
  board.select(extend ? [...session.selection.peek(), next] : [next], next);
  board.focusItem(next);
}

/** The focused node, or else the first selected one. */
function currentNode({ scene, session }: Board): string | undefined {
  const focus = session()?.focus.peek();
  if (focus !== undefined && scene.nodes.has(focus)) return focus;
  return [...(session()?.selection.peek() ?? [])].find((key) => scene.nodes.has(key));
}

function firstNode(board: Board): string | undefined {
  return readingOrder(board).find((key) => board.scene.nodes.has(key));
}

/** Goes to every item in turn, so that items the arrow keys miss are reached too. */
export function step(board: Board, to: 'next' | 'previous' | 'first' | 'last'): void {
  const order = readingOrder(board);
  const at = order.indexOf(board.session()?.focus.peek() ?? '');
  const next = order.at(indexOf(to, at, order.length));
  if (next === undefined) return;
  board.select([next], next);
  board.focusItem(next);
}

/** @param at index of the present item, -1 without one. @returns an index, negative ones counting from the end. */
function indexOf(to: 'next' | 'previous' | 'first' | 'last', at: number, count: number): number {
  switch (to) {
    case 'first':
      return 0;
    case 'last':
      return -1;
    case 'next':
      return (at + 1) % count;
    case 'previous':
      return Math.max(at, 0) - 1;
  }
}

/** Keys of nodes, notes and groups: left to right, then top to bottom. */
function readingOrder({ scene }: Board): string[] {
  const keys = [
    ...scene.nodes.keys(),
    ...scene.notes().map(([id]) => itemKey({ kind: 'note', id })),
    ...scene.groups().map(([id]) => itemKey({ kind: 'group', id })),
  ];
  const places = new Map(keys.map((key) => [key, scene.box(key) ?? { x: 0, y: 0 }]));
  const placeOf = (key: string): Point => places.get(key) ?? { x: 0, y: 0 };
  return keys.toSorted((a, b) => placeOf(a).x - placeOf(b).x || placeOf(a).y - placeOf(b).y);
}

/** Moves the selection. @param steps in grid steps. */
export function nudge(board: Board, direction: Direction, steps: number): void {
  const { scene } = board;
  const { workflow } = scene;
  const selection = board.session()?.selection.peek();
  if (!workflow || !selection) return;
  const { x, y } = STEPS[direction];
  const by = { x: x * GRID * steps, y: y * GRID * steps };
  const positions: Record<string, Point> = {};
  for (const key of [...selection].flatMap((each) => movedKeys(board, each))) {
    const box = scene.box(key);
    if (box) positions[key] = { x: box.x + by.x, y: box.y + by.y };
  }
  board.run(moveItems(workflow, positions, 'nudge'));
}

/** The keys that move with an item: a group moves its nodes, and a wire cannot be moved. */
function movedKeys({ scene }: Board, key: string): readonly string[] {
  const { kind, id } = readItem(key);
  if (kind === 'wire') return [];
  return kind === 'group' ? (scene.workflow?.view?.groups?.[id]?.nodes ?? []) : [key];
}
