/** Arrow keys: from node to node, or moving what is selected. */
import { moveItems } from '../../document/commands/place.ts';
import { GRID } from '../../document/geometry.ts';
import { readItem } from '../../document/selection.ts';
import { type Direction, nearestNode } from '../../document/walk.ts';
import type { Board } from '../board.ts';

const STEPS: Readonly<Record<Direction, { readonly x: number; readonly y: number }>> = { left: { x: -1, y: 0 }, right: { x: 1, y: 0 }, up: { x: 0, y: -1 }, down: { x: 0, y: 1 } };

/** @param extend keeps what is selected. */
export function walk(board: Board, direction: Direction, extend: boolean): void {
  const { workflow, types, nodes } = board.scene;
  const session = board.session();
  if (!workflow || !session) return;
  const focus = session.focus.peek();
  const here = focus !== undefined && nodes.has(focus) ? focus : [...session.selection.peek()].find((key) => nodes.has(key));
  const next = here === undefined ? firstNode(board) : nearestNode(workflow, types, here, direction);
  if (next === undefined) return;
  board.select(extend ? [...session.selection.peek(), next] : [next], next);
  board.focusItem(next);
}

/** The leftmost one, the upper of two. */
function firstNode({ scene }: Board): string | undefined {
  return [...scene.nodes.keys()].toSorted((a, b) => {
    const [left, right] = [scene.geometry(a), scene.geometry(b)];
    return (left?.x ?? 0) - (right?.x ?? 0) || (left?.y ?? 0) - (right?.y ?? 0);
  })[0];
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
  const positions = Object.fromEntries([...new Set(members)].flatMap((key) => {
    const box = scene.box(key);
    return box ? [[key, { x: box.x + by.x, y: box.y + by.y }]] : [];
  }));
  board.run(moveItems(scene.workflow, positions, 'nudge'));
}
