/** A double-click opens a subgraph, renames an item, bends a wire, or searches for a node to add. */
import { addReroute } from '../../document/commands/nodes.ts';
import { canEnter, enterSubgraph } from '../actions/subgraph-actions.ts';
import type { Board } from '../board.ts';
import { isControl } from '../is-control.ts';
import { REACH } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';
import { wireAt } from '../scene/hit.ts';
import { keyUnder } from './pointers/under-pointer.ts';

/** @returns a function that stops listening. */
export function listenDoubleClick(board: Board): () => void {
  const onDoubleClick = (event: MouseEvent): void => {
    const { target } = event;
    if (isControl(target) || isWithin(target, '[data-outside], .socket')) return;
    const client = pointerAt(event);
    const key = keyUnder(board, target, client);
    if (key === undefined) {
      openAt(board, event);
      return;
    }
    if (canEnter(board, key)) {
      enterSubgraph(board, key);
      return;
    }
    // The body of a node belongs to its fields.
    if (!isWithin(target, '.node-body')) board.rename(key);
  };
  board.root.addEventListener('dblclick', onDoubleClick);
  return () => board.root.removeEventListener('dblclick', onDoubleClick);
}

function openAt(board: Board, event: MouseEvent): void {
  const { scene, editor } = board;
  const screen = pointerAt(event);
  const at = board.toCanvas(screen);
  const wire = wireAt(scene, at, REACH.wire / board.viewport().k);
  if (wire && scene.workflow) board.run(addReroute(scene.workflow, scene.types, wire.id, at));
  else editor.dialog.value = { kind: 'add-node', at, screen };
}

function isWithin(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
