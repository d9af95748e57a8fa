// @vitest-environment happy-dom
/** Nodes that are dragged from the library to the canvas. */
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { listenNodeDrops } from '../../../editor/canvas/gestures/node-drop.ts';
import { NEW_NODE } from '../../../editor/canvas/metrics.ts';
import { carryNode } from '../../../editor/canvas/node-transfer.ts';
import { nodeGeometry, type Point } from '../../../editor/document/layout/geometry.ts';
import { small, types } from '../document/support.ts';
import { testBoard } from './support.ts';

/** A board that nodes are dropped on. */
function dropping() {
  const board = testBoard(small);
  const root = document.createElement('div');
  const models = signal({ checkpoints: [], controlNets: [], entries: [], missing: [] });
  Object.assign(board, { root });
  Object.assign(board.editor, { models, ownNodes: signal([]) });
  const stop = listenNodeDrops(board);
  const drop = (transfer: DataTransfer, { x, y }: Point = { x: 500, y: 400 }): Event => {
    const at = { clientX: x, clientY: y, cancelable: true };
    const event = Object.assign(new MouseEvent('drop', at), { dataTransfer: transfer });
    root.dispatchEvent(event);
    return event;
  };
  const added = (): string[] =>
    Object.keys(board.document.workflow.peek().nodes).filter((id) => !Object.hasOwn(small.nodes, id));
  return { board, stop, drop, added };
}

function carrying(type: string): DataTransfer {
  const transfer = new DataTransfer();
  carryNode(transfer, type);
  return transfer;
}

it('adds the dropped node where the pointer is, and leaves other drags alone', () => {
  const { board, stop, drop, added } = dropping();
  expect(drop(new DataTransfer()).defaultPrevented).toBe(false);
  const transfer = carrying('save-image');
  expect(drop(transfer).defaultPrevented).toBe(true);
  const { nodes, view } = board.document.workflow.peek();
  expect(added().map((id) => nodes[id]?.type)).toEqual(['save-image']);
  const { x, y } = view?.nodes?.[added()[0] ?? ''] ?? {};
  expect(Math.abs((x ?? 0) - (500 - NEW_NODE.grip.x))).toBeLessThan(20);
  expect(Math.abs((y ?? 0) - (400 - NEW_NODE.grip.y))).toBeLessThan(20);
  stop();
  expect(drop(transfer).defaultPrevented).toBe(false);
});

it.each([
  ['blur-image', 1],
  ['encode-text', 0],
])('puts a dropped %s into the wire below it where it fits', (type, joined) => {
  const { board, stop, drop, added } = dropping();
  const wire = board.scene.wires.find(({ from, to }) => from.node === 'sheet' && to.node === 'save');
  const start = nodeGeometry(small, types, 'sheet')?.outputs['image'];
  const end = nodeGeometry(small, types, 'save')?.inputs['image'];
  expect(wire).toBeDefined();
  drop(carrying(type), { x: ((start?.x ?? 0) + (end?.x ?? 0)) / 2, y: ((start?.y ?? 0) + (end?.y ?? 0)) / 2 });
  const { nodes } = board.document.workflow.peek();
  const [id = ''] = added();
  expect(Object.keys(nodes[id]?.inputs ?? {}).includes('image')).toBe(joined === 1);
  expect(nodes['save']?.inputs).toEqual({ image: { from: joined === 1 ? `${id}.image` : 'sheet.image' } });
  stop();
});
