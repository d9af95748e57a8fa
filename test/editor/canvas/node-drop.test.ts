// @vitest-environment happy-dom
/** Nodes that are dragged from the library to the canvas. */
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { listenNodeDrops } from '../../../editor/canvas/gestures/node-drop.ts';
import { NEW_NODE } from '../../../editor/canvas/metrics.ts';
import { carryNode } from '../../../editor/canvas/node-transfer.ts';
import { small } from '../document/support.ts';
import { testBoard } from './support.ts';

it('adds the dropped node where the pointer is, and leaves other drags alone', () => {
  const board = testBoard(small);
  const root = document.createElement('div');
  const models = signal({ checkpoints: [], controlNets: [], entries: [], missing: [] });
  Object.assign(board, { root });
  Object.assign(board.editor, { models, ownNodes: signal([]) });
  const stop = listenNodeDrops(board);
  const drop = (transfer: DataTransfer): Event => {
    const at = { clientX: 500, clientY: 400, cancelable: true };
    const event = Object.assign(new MouseEvent('drop', at), { dataTransfer: transfer });
    root.dispatchEvent(event);
    return event;
  };
  expect(drop(new DataTransfer()).defaultPrevented).toBe(false);
  const transfer = new DataTransfer();
  carryNode(transfer, 'save-image');
  expect(drop(transfer).defaultPrevented).toBe(true);
  const { nodes, view } = board.document.workflow.peek();
  const added = Object.keys(nodes).filter((id) => !Object.hasOwn(small.nodes, id));
  expect(added.map((id) => nodes[id]?.type)).toEqual(['save-image']);
  const { x, y } = view?.nodes?.[added[0] ?? ''] ?? {};
  expect(Math.abs((x ?? 0) - (500 - NEW_NODE.grip.x))).toBeLessThan(20);
  expect(Math.abs((y ?? 0) - (400 - NEW_NODE.grip.y))).toBeLessThan(20);
  stop();
  expect(drop(transfer).defaultPrevented).toBe(false);
});
