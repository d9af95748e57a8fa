/** Boxes of nodes, groups and notes, and their layout. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyItems } from '../../../editor/document/transfer/clipboard.ts';
import {
  align,
  arrange,
  distribute,
  groupItems,
  moveItems,
  pasteItems,
  removeItems,
  setCollapsed,
  setTitle,
} from '../../../editor/document/commands/index.ts';
import {
  boundsOf,
  type Box,
  GRID,
  groupBox,
  NODE,
  nodeGeometry,
  noteBox,
  overlaps,
  REROUTE,
} from '../../../editor/document/layout/geometry.ts';
import { wiresOf } from '../../../editor/document/graph/links.ts';
import { resultRoom } from '../../../editor/document/layout/result-room.ts';
import { ranksOf } from '../../../editor/document/layout/arrange/ranks.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { commandOf, draw } from './random-commands.ts';
import { after, blank, shipped, shippedWorkflow, small, types } from './support.ts';

function boxes(workflow: Workflow): Box[] {
  return Object.keys(workflow.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? []);
}

/** Wires that do not lead from left to right, nor down in one column. */
function backwardWires(workflow: Workflow): string[] {
  return wiresOf(workflow).flatMap(({ id, from, to }) => {
    const [a, b] = [nodeGeometry(workflow, types, from.node), nodeGeometry(workflow, types, to.node)];
    if (!a || !b) return [];
    return a.x + a.width <= b.x || (a.x === b.x && a.y + a.height <= b.y) ? [] : [id];
  });
}

function overlapping(all: readonly Box[]): number {
  return all.flatMap((a, index) => all.slice(index + 1).filter((b) => overlaps(a, b))).length;
}

describe('geometry', () => {
  it('stacks header, outputs, inputs and footer, with one row for a linked input', () => {
    const workflow = blank({
      text: { type: 'encode-text' },
      linked: { type: 'encode-text', inputs: { prompt: { from: 'text.conditioning' } } },
    });
    const [open, linked] = [nodeGeometry(workflow, types, 'text'), nodeGeometry(workflow, types, 'linked')];
    expect((open?.height ?? 0) - (linked?.height ?? 0)).toBe(NODE.text - NODE.row);
    expect(open?.outputs['conditioning']).toEqual({ x: NODE.width, y: NODE.header + NODE.padding + NODE.row / 2 });
    expect(open?.inputs['textEncoder']).toEqual({ x: 0, y: NODE.header + NODE.padding + NODE.row * 1.5 });
    expect(nodeGeometry(workflow, types, 'text', 100)?.height).toBe((open?.height ?? 0) + 100);
  });

  it('keeps room for the pictures and texts that a run will show', () => {
    const workflow = blank({
      load: { type: 'load-image', inputs: { image: 'a.png' } },
      pick: { type: 'switch', inputs: { on: { from: 'load.image' } } },
      decode: { type: 'decode-latent' },
      save: { type: 'save-image' },
      denoise: { type: 'denoise' },
      write: { type: 'write-text' },
      schedule: { type: 'schedule' },
    });
    const rooms = Object.keys(workflow.nodes).map((id) => [id, resultRoom(workflow, types, id, 216)]);
    expect(Object.fromEntries(rooms)).toEqual({
      load: 0,
      pick: 108,
      decode: 108,
      save: 208,
      denoise: 108,
      write: 132,
      schedule: 0,
    });
    const height = (width: number): number => {
      const view = { nodes: { save: { x: 0, y: 0, width } } };
      return nodeGeometry({ ...workflow, view }, types, 'save')?.height ?? 0;
    };
    expect(height(316) - height(216)).toBe(100);
  });

  it('puts sockets on the edges of nodes of every type, collapsed or not', () => {
    for (const type of types.keys()) {
      for (const collapsed of [false, true]) {
        const view = { x: 40, y: -30, collapsed, more: true };
        const workflow: Workflow = { ...blank({ a: { type } }), view: { nodes: { a: view } } };
        const {
          x = 0,
          y = 0,
          width = 0,
          height = 0,
          inputs = {},
          outputs = {},
        } = nodeGeometry(workflow, types, 'a') ?? {};
        expect(Object.keys(inputs).toSorted()).toEqual(Object.keys(types.get(type)?.inputs ?? {}).toSorted());
        for (const socket of Object.values(inputs))
          expect([socket.x === x, socket.y > y && socket.y < y + height]).toEqual([true, true]);
        for (const socket of Object.values(outputs))
          expect([socket.x === x + width, socket.y > y && socket.y < y + height]).toEqual([true, true]);
      }
    }
  });

  it('is the same object until the node changes', () => {
    const before = nodeGeometry(small, types, 'save');
    expect(nodeGeometry(after(small, moveItems(small, { sheet: { x: 1, y: 1 } })), types, 'save')).not.toBe(undefined);
    const moved = { ...small, view: { ...small.view, nodes: { ...small.view?.nodes, sheet: { x: 1, y: 1 } } } };
    expect(nodeGeometry(moved, types, 'save')).toBe(before);
    expect(nodeGeometry({ ...moved, view: { nodes: { save: { x: 1, y: 2 } } } }, types, 'save')).toMatchObject({
      x: 1,
      y: 2,
    });
  });

  it('gives every wire two ends, at unknown nodes and sockets too', () => {
    const workflow = blank({
      a: { type: 'old-node', inputs: { x: { from: 'b.gone' }, y: [{ from: 'c.z' }] } },
      b: { type: 'denoise', inputs: { lost: { from: 'a.out' } } },
      c: { type: 'subgraph/none' },
    });
    for (const { from, to } of wiresOf(workflow)) {
      expect(nodeGeometry(workflow, types, from.node)?.outputs[from.output]).toBeDefined();
      expect(nodeGeometry(workflow, types, to.node)?.inputs[to.input]).toBeDefined();
    }
  });

  it('makes a reroute a small box with sockets in the middle of its sides', () => {
    expect(nodeGeometry(small, types, 'bend')).toMatchObject({
      x: 640,
      y: 20,
      width: REROUTE.width,
      height: REROUTE.height,
      inputs: { value: { x: 640, y: 30 } },
      outputs: { value: { x: 672, y: 30 } },
    });
  });

  it('puts the frame of a group around its nodes', () => {
    const frame = groupBox(small, types, 'group');
    const inner = boundsOf(['decode', 'sheet', 'save'].flatMap((id) => nodeGeometry(small, types, id) ?? []));
    expect(frame).toEqual({ x: 700, y: -52, width: (inner?.width ?? 0) + 40, height: (inner?.height ?? 0) + 72 });
    expect(groupBox(small, types, 'gone')).toBeUndefined();
  });

  it('gives a note the size in its view', () => {
    expect(noteBox(small, 'note')).toEqual({ x: 0, y: 400, width: 240, height: 120 });
  });
});

describe('arranging', () => {
  it.each(shipped)(
    'puts %s on the grid within a page, without overlaps, sources before what they feed, and is stable',
    (_name, workflow) => {
      const arranged = after(workflow, arrange(workflow, types));
      expect(overlapping(boxes(arranged))).toBe(0);
      expect(boundsOf(boxes(arranged))?.width).toBeLessThanOrEqual(1250);
      expect(backwardWires(arranged)).toEqual([]);
      expect(arrange(arranged, types).patch).toEqual([]);
      const [before, now] = [boundsOf(boxes(workflow)), boundsOf(boxes(arranged))];
      expect(
        Math.abs((now?.x ?? 0) - (before?.x ?? 0)) + Math.abs((now?.y ?? 0) - (before?.y ?? 0)),
      ).toBeLessThanOrEqual(GRID * 2);
      for (const { x, y } of boxes(arranged)) expect([Math.abs(x % GRID), Math.abs(y % GRID)]).toEqual([0, 0]);
    },
  );

  it('keeps groups together, with no other frame or node inside', () => {
    const workflow = shippedWorkflow('edit-several');
    const one = after(workflow, groupItems(workflow, ['image1', 'fit1', 'look1', 'encode1'], 'One'));
    const two = after(one, groupItems(one, ['image2', 'fit2', 'look2', 'encode2'], 'Two'));
    const arranged = after(two, arrange(two, types));
    const [first, second] = [groupBox(arranged, types, 'group'), groupBox(arranged, types, 'group-2')];
    expect(overlapping([first, second].filter((box) => box !== undefined))).toBe(0);
    const members = new Set(Object.values(arranged.view?.groups ?? {}).flatMap(({ nodes }) => nodes));
    const outside = Object.keys(arranged.nodes)
      .filter((id) => !members.has(id))
      .flatMap((id) => nodeGeometry(arranged, types, id) ?? []);
    for (const frame of [first, second]) expect(outside.filter((box) => frame && overlaps(box, frame))).toEqual([]);
  });

  it('keeps notes beside the node they are about, covered by nothing', () => {
    const template = shippedWorkflow('text-to-image');
    const workflow = after(template, moveItems(template, { denoise: { x: 3000, y: 0 } }));
    const { x = 0, y = 0, height = 0 } = nodeGeometry(workflow, types, 'denoise') ?? {};
    const notes = {
      above: { text: 'Above', x, y: y - 140 },
      below: { text: 'Below', x, y: y + height + 20, height: 60 },
      title: { text: 'About the whole', x: -900, y: -900, width: 500 },
    };
    const noted: Workflow = { ...workflow, view: { ...workflow.view, notes } };
    const arranged = after(noted, arrange(noted, types));
    const box = (id: string): Box => noteBox(arranged, id) ?? { x: 0, y: 0, width: 0, height: 0 };
    expect(overlapping([...boxes(arranged), ...Object.keys(notes).map(box)])).toBe(0);
    const node = nodeGeometry(arranged, types, 'denoise');
    const left = node?.x ?? 0;
    expect([box('above').x, box('below').x]).toEqual([left, left]);
    expect((node?.y ?? 0) - box('above').y - box('above').height).toBe(2 * GRID);
    expect(box('below').y - (node?.y ?? 0) - (node?.height ?? 0)).toBeLessThan(3 * GRID);
    expect(box('title').y + box('title').height).toBeLessThan(boundsOf(boxes(arranged))?.y ?? 0);
    expect(arrange(arranged, types).patch).toEqual([]);
  });

  it('puts parts that no wire joins beside each other', () => {
    const pair = (name: string) => ({
      [`${name}1`]: { type: 'plain-image' },
      [`${name}2`]: { type: 'save-image', inputs: { image: { from: `${name}1.image` } } },
    });
    const workflow = blank({ ...pair('a'), ...pair('b'), lone: { type: 'number' } });
    const arranged = after(workflow, arrange(workflow, types));
    expect(overlapping(boxes(arranged))).toBe(0);
    const parts = [['a1', 'a2'], ['b1', 'b2'], ['lone']].map((ids) =>
      boundsOf(ids.flatMap((id) => nodeGeometry(arranged, types, id) ?? [])),
    );
    expect(overlapping(parts.filter((box) => box !== undefined))).toBe(0);
  });

  it('moves only selected nodes, and keeps their upper left corner', () => {
    const keys = ['sheet', 'save'];
    const command = arrange(small, types, keys);
    expect(command.name).toBe('Arrange 2 nodes');
    expect(command.patch.every(({ path }) => keys.includes(path[2] ?? ''))).toBe(true);
    expect(boundsOf(keys.flatMap((id) => nodeGeometry(after(small, command), types, id) ?? []))).toMatchObject({
      x: 1040,
      y: 0,
    });
    expect(arrange(small, types, ['gone']).patch).toEqual([]);
  });

  it('puts a large graph into columns without overlaps, sources left of what they feed', () => {
    const many = Array.from({ length: 20 }, () =>
      copyItems(shippedWorkflow('edit-several'), Object.keys(shippedWorkflow('edit-several').nodes), types),
    );
    const workflow = many.reduce(
      (made, text, index) => after(made, pasteItems(made, types, text, { x: index, y: 0 })),
      blank(),
    );
    const arranged = after(workflow, arrange(workflow, types));
    expect(overlapping(boxes(arranged))).toBe(0);
    expect(backwardWires(arranged)).toEqual([]);
    // About as wide as a screen, not one row or one column.
    const { width = 0, height = 1 } = boundsOf(boxes(arranged)) ?? {};
    expect(width / height).toBeGreaterThan(1);
    expect(width / height).toBeLessThan(3);
  });

  it('puts the nodes of a cycle into columns in the order they are reached', () => {
    const ring = ranksOf(
      ['a', 'b', 'c', 'd'],
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c' },
        { from: 'c', to: 'b' },
        { from: 'c', to: 'd' },
      ],
    );
    expect(['a', 'b', 'd'].map((id) => ring.get(id))).toEqual([0, 1, 3]);
  });

  it('never leaves overlaps, whatever was done to a graph', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(small, shippedWorkflow('inpaint')),
        fc.array(draw, { maxLength: 15 }),
        (workflow, draws) => {
          const made = draws.reduce((current, drawn) => after(current, commandOf(current, drawn)), workflow);
          expect(overlapping(boxes(after(made, arrange(made, types))))).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('aligning and distributing', () => {
  const three: Workflow = {
    ...blank({ a: { type: 'boolean' }, b: { type: 'denoise' }, c: { type: 'boolean' } }),
    view: { nodes: { a: { x: 0, y: 0 }, b: { x: 10, y: 500, width: 300 }, c: { x: 100, y: 2000 } } },
  };

  it.each([
    ['left', [0, 0, 0]],
    ['right', [100, 60, 100]],
    ['centre-x', [50, 30, 50]],
  ] as const)('%s', (to, expected) => {
    expect(boxes(after(three, align(three, types, ['a', 'b', 'c'], to))).map(({ x }) => x)).toEqual(expected);
  });

  it('makes gaps equal and keeps the outermost boxes', () => {
    const [a, b, c] = boxes(after(three, distribute(three, types, ['c', 'a', 'b'], 'y')));
    expect([a?.y, c?.y]).toEqual([0, 2000]);
    expect(Math.abs((b?.y ?? 0) - (a?.height ?? 0) - (2000 - (b?.y ?? 0) - (b?.height ?? 0)))).toBeLessThanOrEqual(1);
    expect(distribute(three, types, ['a', 'b'], 'y').patch).toEqual([]);
    expect(
      overlapping(
        boxes(after(three, distribute(three, types, ['a', 'b', 'c'], 'x'))).map((box) => ({ ...box, y: 0, height: 1 })),
      ),
    ).toBe(0);
  });
});

describe('collapsed nodes', () => {
  it('are as high as their header', () => {
    const folded = after(small, setCollapsed(small, ['save'], true));
    expect(nodeGeometry(folded, types, 'save')?.height).toBe(NODE.header);
    const titled = after(folded, setTitle(folded, 'save', 'Result'));
    expect(nodeGeometry(titled, types, 'save')?.height).toBe(NODE.header);
    expect(nodeGeometry(after(titled, removeItems(titled, types, ['save'])), types, 'save')).toBeUndefined();
  });
});
