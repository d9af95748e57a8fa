/** Nodes dragged from the library: where they are dropped, a new node appears, and joins the wire that lies there. */
import { insertionSockets } from '../../document/commands/nodes.ts';
import { addNode, insertOnWire } from '../../document/commands/index.ts';
import { firstChoices } from '../../document/graph/choices.ts';
import { carryDefinitions, withOwnNodes } from '../../document/nested/own-nodes.ts';
import type { Board } from '../board.ts';
import { NEW_NODE, REACH } from '../metrics.ts';
import { carriedNode, NODE_TYPE } from '../node-transfer.ts';
import { pointerAt } from '../pointer-at.ts';
import { wireAt } from '../scene/hit.ts';

/** @returns a function that stops listening. */
export function listenNodeDrops(board: Board): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  const isAccepted = ({ defaultPrevented, dataTransfer }: DragEvent): boolean =>
    !defaultPrevented && board.session() !== undefined && (dataTransfer?.types.includes(NODE_TYPE) ?? false);
  const onDragOver = (event: DragEvent): void => {
    if (!isAccepted(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  };
  const onDrop = (event: DragEvent): void => {
    const { workflow, types } = board.scene;
    const type = event.dataTransfer && isAccepted(event) ? carriedNode(event.dataTransfer) : undefined;
    if (type === undefined || !workflow) return;
    event.preventDefault();
    const pointer = board.toCanvas(pointerAt(event));
    const { x, y } = pointer;
    const at = { x: x - NEW_NODE.grip.x, y: y - NEW_NODE.grip.y };
    const { models, ownNodes } = board.editor;
    const { workflow: extended } = withOwnNodes(workflow, ownNodes.peek());
    const inputs = firstChoices(extended, types, type, models.peek());
    const wire = wireAt(board.scene, pointer, REACH.insertion / board.viewport().k);
    const command =
      wire && insertionSockets(extended, types, type, wire)
        ? insertOnWire(extended, types, { type, at, inputs, wire: wire.id })
        : addNode(extended, types, { type, at, inputs });
    board.run(carryDefinitions(workflow, extended, command, type));
    board.root.focus({ preventScroll: true });
  };
  board.root.addEventListener('dragover', onDragOver, { signal });
  board.root.addEventListener('drop', onDrop, { signal });
  return () => ends.abort();
}
