/** Gestures change the document in one step, and leave no trace when they are cancelled. */
import { describe, expect, it, vi } from 'vitest';
import { restOf } from '../../../editor/canvas/gestures/align.ts';
import { drag } from '../../../editor/canvas/gestures/drag.ts';
import { drawWire, type WireHelp } from '../../../editor/canvas/gestures/connect.ts';
import { marquee } from '../../../editor/canvas/gestures/marquee.ts';
import { resize } from '../../../editor/canvas/gestures/resize.ts';
import { GRID } from '../../../editor/document/layout/geometry.ts';
import type { WireEnd } from '../../../editor/document/graph/links.ts';
import { small } from '../document/support.ts';
import { pointer, type TestBoard, testBoard } from './support.ts';

const quiet: WireHelp = { light: () => undefined, say: () => undefined };

function socket({ scene }: TestBoard, { node, side, name }: WireEnd): PointerEvent {
  const at = scene.geometry(node)?.[side === 'input' ? 'inputs' : 'outputs'][name];
  return pointer(at?.x ?? NaN, at?.y ?? NaN);
}

describe('dragging', () => {
  /** Drags the save node and a note, and lets go beside the grid. */
  function dragTwo(): TestBoard {
    const board = testBoard(small, ['save', 'note:note'], true);
    const gesture = drag(board, pointer(1400, 10), 'save', () => undefined);
    gesture.move(pointer(1450, 300));
    gesture.move(pointer(1501, 703));
    expect(board.document.workflow.peek()).toBe(small);
    gesture.end(pointer(1501, 703), true);
    return board;
  }

  it('changes the document in one step, when it is dropped', () => {
    const board = dragTwo();
    expect(board.document.undoName.peek()).toBe('Move 2 items');
    board.document.undo();
    expect(board.document.workflow.peek()).toEqual(small);
  });

  it('puts the item under the pointer on the grid, and moves the others by the same way', () => {
    const { view } = dragTwo().document.workflow.peek();
    const [save, note] = [view?.nodes?.['save'], view?.notes?.['note']];
    expect([(save?.x ?? 1) % GRID, (save?.y ?? 1) % GRID]).toEqual([0, 0]);
    expect([(note?.x ?? 0) - 0, (note?.y ?? 0) - 400]).toEqual([(save?.x ?? 0) - 1360, (save?.y ?? 0) - 0]);
  });

  it('leaves no trace when it is cancelled', () => {
    const board = testBoard(small, ['save']);
    const gesture = drag(board, pointer(1400, 10), 'save', () => undefined);
    gesture.move(pointer(1500, 500));
    expect(board.scene.geometry('save')?.y).not.toBe(0);
    gesture.cancel();
    expect(board.scene.geometry('save')).toMatchObject({ x: 1360, y: 0 });
    expect(board.document.undoName.peek()).toBeUndefined();
  });

  it('is a click when the pointer did not move', () => {
    const click = vi.fn<() => void>();
    drag(testBoard(small, ['save']), pointer(1400, 10), 'save', click).end(pointer(1400, 10), false);
    expect(click).toHaveBeenCalledOnce();
  });

  it('moves the nodes of a selected group and no others', () => {
    const board = testBoard(small, ['group:group']);
    const gesture = drag(board, pointer(730, -30), 'group:group', () => undefined);
    gesture.move(pointer(830, 500));
    gesture.end(pointer(830, 500), true);
    const nodes = board.document.workflow.peek().view?.nodes;
    expect(
      [nodes?.['decode']?.x, nodes?.['sheet']?.x, nodes?.['save']?.x].map(
        (x, index) => (x ?? 0) - ([720, 1040, 1360][index] ?? 0),
      ),
    ).toEqual([100, 100, 100]);
    expect(nodes?.['size']).toEqual(small.view?.nodes?.['size']);
  });

  it('puts the nodes of a group on the grid rather than its frame', () => {
    const board = testBoard(small, ['group:group'], true);
    const gesture = drag(board, pointer(730, -30), 'group:group', () => undefined);
    gesture.move(pointer(833, 2507));
    gesture.end(pointer(833, 2507), true);
    const nodes = board.document.workflow.peek().view?.nodes;
    expect(
      [nodes?.['decode'], nodes?.['sheet'], nodes?.['save']].map((place) => [(place?.x ?? 1) % 8, (place?.y ?? 1) % 8]),
    ).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('joins the group it is dropped on, and leaves it with Alt', () => {
    const board = testBoard(small, ['size']);
    const inside = drag(board, pointer(330, 10), 'size', () => undefined);
    inside.move(pointer(1200, 20));
    expect(board.hints.peek().group).toBe('group');
    inside.end(pointer(1200, 20), true);
    expect(board.document.workflow.peek().view?.groups?.['group']?.nodes).toEqual(['decode', 'sheet', 'save', 'size']);
    const out = drag(board, pointer(1200, 20), 'size', () => undefined);
    out.move(pointer(300, 2000));
    out.end(pointer(300, 2000, { altKey: true }), true);
    expect(board.document.workflow.peek().view?.groups?.['group']?.nodes).toEqual(['decode', 'sheet', 'save']);
    board.document.undo();
    board.document.undo();
    expect(board.document.workflow.peek()).toEqual(small);
  });

  it('puts a node without wires into the wire it is dropped on', () => {
    const workflow = {
      ...small,
      nodes: { ...small.nodes, fit: { type: 'resize-image' } },
      view: { ...small.view, nodes: { ...small.view?.nodes, fit: { x: 0, y: 1000 } } },
    };
    const board = testBoard(workflow, ['fit']);
    const wire = board.scene.wire('save.image');
    const ends = wire && board.scene.ends(wire);
    const middle = pointer(
      ((ends?.from.x ?? 0) + (ends?.to.x ?? 0)) / 2,
      ((ends?.from.y ?? 0) + (ends?.to.y ?? 0)) / 2,
    );
    const gesture = drag(board, pointer(10, 1010), 'fit', () => undefined);
    gesture.move(middle);
    expect(board.hints.peek().wire).toBe('save.image');
    gesture.end(middle, true);
    const { nodes } = board.document.workflow.peek();
    expect([nodes['fit']?.inputs, nodes['save']?.inputs]).toEqual([
      { image: { from: 'sheet.image' } },
      { image: { from: 'fit.image' } },
    ]);
    board.document.undo();
    expect(board.document.workflow.peek()).toEqual(workflow);
  });
});

describe('where a dragged box comes to rest', () => {
  const neighbour = { x: 100, y: 100, width: 260, height: 200 };

  it('aligns with a neighbour before it snaps to the grid', () => {
    const { by, guides } = restOf({ x: 103, y: 411, width: 260, height: 90 }, [neighbour], 5, true);
    expect(by).toEqual({ x: -3, y: -3 });
    expect(guides.map(({ axis, at }) => [axis, at])).toEqual([['x', 100]]);
  });

  it('stays where it is without neighbour and grid', () => {
    expect(restOf({ x: 113, y: 411, width: 200, height: 90 }, [neighbour], 5, false)).toEqual({
      by: { x: 0, y: 0 },
      guides: [],
    });
  });
});

describe('drawing a wire', () => {
  it('connects to a socket and replaces its wire, in one step', () => {
    const board = testBoard(small);
    const gesture = drawWire(
      board,
      quiet,
      { node: 'decode', side: 'output', name: 'image' },
      undefined,
      () => undefined,
    );
    gesture.move(socket(board, { node: 'save', side: 'input', name: 'image' }));
    expect(board.hints.peek()).toMatchObject({
      target: { node: 'save', side: 'input', name: 'image' },
      loose: { refused: false, type: 'image' },
    });
    gesture.end(socket(board, { node: 'save', side: 'input', name: 'image' }), true);
    expect(board.document.workflow.peek().nodes['save']?.inputs).toEqual({ image: { from: 'decode.image' } });
    board.document.undo();
    expect(board.document.workflow.peek()).toEqual(small);
  });

  it('explains a refusal, and puts a converter in between when let go', () => {
    const board = testBoard(small);
    const say = vi.fn<WireHelp['say']>();
    const gesture = drawWire(
      board,
      { ...quiet, say },
      { node: 'size', side: 'output', name: 'latent' },
      undefined,
      () => undefined,
    );
    const target = socket(board, { node: 'save', side: 'input', name: 'image' });
    gesture.move(target);
    expect(say.mock.lastCall?.[1]).toBe(
      'This gives a latent, but Image takes an image. Let go to put “Decode latent” in between.',
    );
    gesture.end(target, true);
    const { nodes } = board.document.workflow.peek();
    expect(nodes['save']?.inputs).toEqual({ image: { from: 'decode-latent.image' } });
    expect(nodes['decode-latent']).toMatchObject({
      type: 'decode-latent',
      inputs: { latent: { from: 'size.latent' } },
    });
    board.document.undo();
    expect(board.document.workflow.peek()).toEqual(small);
  });

  it('refuses a cycle and keeps the wire whose end was taken off', () => {
    const board = testBoard(small);
    const taken = board.scene.wire('save.image');
    const gesture = drawWire(board, quiet, { node: 'sheet', side: 'output', name: 'image' }, taken, () => undefined);
    const target = socket(board, { node: 'sheet', side: 'input', name: 'images' });
    gesture.move(target);
    expect(board.hints.peek().hidden).toEqual(new Set(['save.image']));
    gesture.end(target, true);
    expect(board.document.workflow.peek()).toBe(small);
    expect(board.said).toEqual(['A node cannot feed itself.']);
  });

  it('removes a wire whose end is dropped on nothing', () => {
    const board = testBoard(small);
    const taken = drawWire(
      board,
      quiet,
      { node: 'sheet', side: 'output', name: 'image' },
      board.scene.wire('save.image'),
      () => undefined,
    );
    taken.move(pointer(500, 3000));
    taken.end(pointer(500, 3000), true);
    expect(board.document.workflow.peek().nodes['save']?.inputs ?? {}).toEqual({});
    expect(board.dialog()).toBeUndefined();
  });

  it('searches for a node when a new wire is dropped on nothing', () => {
    const board = testBoard(small);
    const fresh = drawWire(board, quiet, { node: 'save', side: 'input', name: 'image' }, undefined, () => undefined);
    fresh.move(pointer(500, 3000));
    fresh.end(pointer(500, 3000), true);
    expect(board.dialog()).toMatchObject({
      kind: 'add-node',
      at: { x: 500, y: 3000 },
      from: { node: 'save', side: 'input', name: 'image' },
    });
  });

  it('connects to the first free socket of its type when dropped on the body of a node', () => {
    const board = testBoard({
      ...small,
      nodes: { ...small.nodes, denoise: { type: 'denoise' } },
      view: { ...small.view, nodes: { ...small.view?.nodes, denoise: { x: 0, y: 1500 } } },
    });
    const gesture = drawWire(
      board,
      quiet,
      { node: 'size', side: 'output', name: 'latent' },
      undefined,
      () => undefined,
    );
    gesture.move(pointer(130, 1510));
    gesture.end(pointer(130, 1510), true);
    expect(board.document.workflow.peek().nodes['denoise']?.inputs).toEqual({ latent: { from: 'size.latent' } });
  });
});

describe('the marquee', () => {
  it('adds the items it touches, and groups it contains wholly, to the selection', () => {
    const board = testBoard(small, ['save']);
    const gesture = marquee(board, pointer(-20, -80));
    gesture.move(pointer(340, 20));
    expect(board.session()?.selection.peek()).toEqual(new Set(['save', 'checkpoint', 'size']));
    gesture.move(pointer(3000, 3000));
    expect(board.session()?.selection.peek()).toContain('group:group');
    gesture.cancel();
    expect(board.session()?.selection.peek()).toEqual(new Set(['save']));
  });
});

describe('resizing', () => {
  it('sets the width of a node in one step', () => {
    const board = testBoard(small);
    const gesture = resize(board, pointer(260, 100), 'checkpoint');
    gesture.move(pointer(-900, 100));
    gesture.move(pointer(300, 100));
    expect(board.scene.geometry('checkpoint')?.width).toBe(300);
    gesture.end(pointer(300, 100), true);
    expect(board.document.workflow.peek().view?.nodes?.['checkpoint']).toEqual({ x: 0, y: 0, width: 300 });
  });

  it('does not make a note smaller than its minimum', () => {
    const board = testBoard(small);
    const note = resize(board, pointer(240, 520), 'note:note');
    note.move(pointer(0, 0));
    note.end(pointer(0, 0), true);
    expect(board.document.workflow.peek().view?.notes?.['note']).toMatchObject({ width: 96, height: 48 });
  });
});
