/** Room for what is added, inserted and grown, and places for nodes that have none. */
import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import {
  addNode,
  disconnect,
  duplicateItems,
  insertOnWire,
  moveItems,
  pasteItems,
  replaceWorkflow,
} from '../../../editor/document/commands/index.ts';
import { withRoom } from '../../../editor/document/commands/with-room.ts';
import { Document } from '../../../editor/document/document.ts';
import { freeRoom, nearestFree } from '../../../editor/document/layout/free-place.ts';
import {
  type Box,
  boundsOf,
  groupBox,
  nodeGeometry,
  noteBox,
  overlaps,
} from '../../../editor/document/layout/geometry.ts';
import { withPlaces } from '../../../editor/document/layout/missing-places.ts';
import { untangled } from '../../../editor/document/layout/untangle.ts';
import { ShownGraph } from '../../../editor/document/nested/shown-graph.ts';
import { copyItems } from '../../../editor/document/transfer/clipboard.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { after, blank, shipped, shippedWorkflow, small, types } from './support.ts';

function boxes(workflow: Workflow): Box[] {
  return [
    ...Object.keys(workflow.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? []),
    ...Object.keys(workflow.view?.notes ?? {}).flatMap((id) => noteBox(workflow, id) ?? []),
  ];
}

function overlapping(workflow: Workflow): number {
  const all = boxes(workflow);
  return all.flatMap((a, index) => all.slice(index + 1).filter((b) => overlaps(a, b))).length;
}

function withoutView(workflow: Workflow): Workflow {
  return Object.fromEntries(Object.entries(workflow).filter(([field]) => field !== 'view')) as Workflow;
}

function box(workflow: Workflow, id: string): Box {
  return nodeGeometry(workflow, types, id) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
}

/** Three nodes in a row, as close as people put them, with a note under the last one. */
const row: Workflow = {
  ...blank({
    make: { type: 'plain-image' },
    turn: { type: 'invert-image', inputs: { image: { from: 'make.image' } } },
    save: { type: 'save-image', inputs: { image: { from: 'turn.image' } } },
    lone: { type: 'number' },
  }),
  view: {
    nodes: { make: { x: 0, y: 0 }, turn: { x: 300, y: 0 }, save: { x: 600, y: 0 }, lone: { x: 900, y: 0 } },
    notes: { note: { text: 'Away', x: 300, y: 600 } },
  },
};

describe('a new node', () => {
  it('goes where it is wanted when that is free, and covers nothing otherwise', () => {
    expect(box(after(row, addNode(row, types, { type: 'boolean', at: { x: 0, y: -400 } })), 'boolean')).toMatchObject({
      x: 0,
      y: -400,
    });
    for (const at of [
      { x: 40, y: 40 },
      { x: 310, y: 590 },
      { x: 700, y: 100 },
    ])
      expect(overlapping(after(row, addNode(row, types, { type: 'denoise', at })))).toBe(0);
  });

  it('does not cover the title of a group', () => {
    const grouped = { ...row, view: { ...row.view, groups: { g: { title: 'All', nodes: ['make', 'turn'] } } } };
    const title: Box = { x: -20, y: -52, width: 600, height: 32 };
    const at = freeRoom(grouped, types, { x: 100, y: -120 }, { width: 200, height: 90 });
    expect(overlaps(title, { ...at, width: 200, height: 90 })).toBe(false);
  });

  it('is near', () => {
    const wall = Array.from({ length: 5 }, (_, index) => ({ x: 0, y: index * 100, width: 100, height: 100 }));
    expect(nearestFree({ x: 30, y: 210, width: 50, height: 50 }, wall)).toEqual({ x: 136, y: 210 });
  });
});

describe('pasted and duplicated items', () => {
  it('cover nothing, wherever they are pasted', () => {
    const text = copyItems(row, ['make', 'turn', 'note:note'], types);
    for (const at of [
      { x: 300, y: 300 },
      { x: 600, y: 100 },
      { x: -2000, y: 0 },
    ])
      expect(overlapping(after(row, pasteItems(row, types, text, at)))).toBe(0);
    const twice = after(row, duplicateItems(row, types, ['turn', 'save']));
    expect(overlapping(after(twice, duplicateItems(twice, types, ['turn', 'save'])))).toBe(0);
  });
});

describe('a node put into a wire', () => {
  it.each(['blur-image', 'resize-image'])('has room, as one step: %s', (type) => {
    const made = after(row, insertOnWire(row, types, { type, wire: 'save.image', at: { x: 590, y: 20 } }));
    expect(overlapping(made)).toBe(0);
    const added = box(made, type);
    expect([added.x - (box(made, 'turn').x + 260) >= 40, box(made, 'save').x - (added.x + 260) >= 40]).toEqual([
      true,
      true,
    ]);
    // The rest moved out of the way together, and nothing else moved.
    expect(box(made, 'lone').x - box(made, 'save').x).toBe(300);
    expect([box(made, 'make').x, box(made, 'turn').x, noteBox(made, 'note')?.x]).toEqual([0, 300, 300]);
  });

  it('moves nothing where there is room already', () => {
    const wide = after(row, moveItems(row, { save: { x: 1300, y: 0 }, lone: { x: 1700, y: 0 } }));
    const command = insertOnWire(wide, types, { type: 'blur-image', wire: 'save.image', at: { x: 700, y: 8 } });
    const made = after(wide, command);
    expect(box(made, 'blur-image')).toMatchObject({ x: 700, y: 8 });
    expect([box(made, 'save').x, overlapping(made)]).toEqual([1300, 0]);
  });

  it('finds a place beside a wire that leads back', () => {
    const back = after(row, moveItems(row, { save: { x: -400, y: 500 } }));
    const made = after(
      back,
      insertOnWire(back, types, { type: 'blur-image', wire: 'save.image', at: { x: 0, y: 60 } }),
    );
    expect([overlapping(made), box(made, 'save').x]).toEqual([0, -400]);
  });
});

describe('a node that grows', () => {
  const prompt: Workflow = {
    ...blank({
      text: { type: 'text' },
      encode: { type: 'encode-text', inputs: { prompt: { from: 'text.value' } } },
      below: { type: 'number' },
      last: { type: 'number' },
    }),
    view: { nodes: { text: { x: 0, y: 0 }, encode: { x: 400, y: 0 } } },
  };
  const bottom = box(prompt, 'encode').height;
  const full = after(
    prompt,
    moveItems(prompt, {
      below: { x: 420, y: bottom + 8 },
      last: { x: 420, y: bottom + 8 + box(prompt, 'last').height + 8 },
    }),
  );

  it('pushes what is below out of the way, as one step', () => {
    const command = disconnect(full, ['encode.prompt']);
    expect(overlapping(after(full, command))).toBeGreaterThan(0);
    const made = after(full, withRoom(full, types, command));
    expect(overlapping(made)).toBe(0);
    expect([box(made, 'below').x, box(made, 'last').x, box(made, 'encode').y]).toEqual([420, 420, 0]);
  });

  it('pushes nothing when an earlier state comes back', () => {
    const earlier = after(full, disconnect(full, ['encode.prompt']));
    const command = replaceWorkflow(full, earlier, 'Restore');
    expect(withRoom(full, types, command)).toBe(command);
  });
});

describe('a workflow of another program', () => {
  const tangled: Workflow = {
    ...blank({ a: { type: 'denoise' }, b: { type: 'denoise' }, c: { type: 'save-image' }, d: { type: 'number' } }),
    view: {
      nodes: { a: { x: 0, y: 0 }, b: { x: 40, y: 200 }, c: { x: 100, y: 600 }, d: { x: 900, y: 0 } },
      notes: { inside: { text: 'In the first group', x: 20, y: 420 } },
      groups: { one: { title: 'One', nodes: ['a', 'b'] }, two: { title: 'Two', nodes: ['c'] } },
    },
  };

  it('opens with nothing over anything else, in the same columns and order', () => {
    const apart = untangled(tangled, types);
    const frames = ['one', 'two'].flatMap((id) => groupBox(apart, types, id) ?? []);
    const [one, two] = frames;
    expect([overlapping(apart), one && two && overlaps(one, two)]).toEqual([0, false]);
    for (const id of ['a', 'b', 'c', 'd']) expect(box(apart, id).x).toBe(box(tangled, id).x);
    expect([box(apart, 'a').y, box(apart, 'd').y]).toEqual([0, 0]);
    expect((noteBox(apart, 'inside')?.y ?? 0) < (two?.y ?? 0)).toBe(true);
  });

  it('stays as it is when nothing is covered', () => {
    expect(untangled(row, types)).toBe(row);
  });
});

describe('a workflow without places', () => {
  it.each(shipped)('is shown arranged: %s', (_name, workflow) => {
    const shown = withPlaces(withoutView(workflow), types);
    expect(overlapping(shown)).toBe(0);
    expect(boundsOf(boxes(shown))?.width).toBeLessThanOrEqual(1250);
  });

  it('shows a node that has none beside its source', () => {
    const views = Object.fromEntries(Object.entries(small.view?.nodes ?? {}).filter(([id]) => id !== 'sheet'));
    const shown = withPlaces({ ...small, view: { ...small.view, nodes: views } }, types);
    expect(box(shown, 'sheet').x).toBeGreaterThan(box(shown, 'decode').x);
    expect(overlapping(shown)).toBe(0);
    expect(withPlaces(shown, types)).toBe(shown);
  });

  it('is unchanged by opening, and gets its places with the first change, which undo takes back', () => {
    const bare = withoutView(shippedWorkflow('turbo'));
    const sent: unknown[] = [];
    const document = new Document({ id: 'd', workflow: bare, send: (edit) => sent.push(edit) });
    const graph = new ShownGraph(document, undefined, signal(types));
    const shown = graph.workflow.peek();
    expect([overlapping(shown), sent.length]).toEqual([0, 0]);
    graph.do(moveItems(shown, { save: { x: 5000, y: 0 } }));
    const { nodes = {} } = document.workflow.peek().view ?? {};
    expect(Object.keys(nodes).toSorted()).toEqual(Object.keys(bare.nodes).toSorted());
    expect(nodes['save']).toEqual({ x: 5000, y: 0 });
    expect(nodes['decode']).toEqual(shown.view?.nodes?.['decode']);
    graph.undo();
    expect(document.workflow.peek()).toEqual(bare);
    expect(graph.workflow.peek().view?.nodes).toEqual(shown.view?.nodes);
  });
});
