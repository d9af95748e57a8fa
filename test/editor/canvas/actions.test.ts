/** The actions of the canvas and the menus made of them. */
import { describe, expect, it } from 'vitest';
import { canvasActions } from '../../../editor/canvas/actions/canvas-actions.ts';
import { FOR_CANVAS, FOR_GROUPS, FOR_NODES, FOR_NOTES } from '../../../editor/canvas/menu/action-lists.ts';
import { chain } from '../../../editor/canvas/chain-commands.ts';
import { setInput, setMode } from '../../../editor/document/commands/index.ts';
import { small, types } from '../document/support.ts';
import { type TestBoard, testBoard } from './support.ts';

const nothing = (): void => undefined;
const help = {
  openSearch: nothing,
  beginWire: nothing,
  enter: nothing,
  openMenu: nothing,
  fit: nothing,
  showAll: nothing,
  centreSelection: nothing,
};

function run(board: TestBoard, id: string): void {
  canvasActions(board, help)
    .find((action) => action.id === id)
    ?.run();
}

describe('the actions of the canvas', () => {
  const actions = canvasActions(testBoard(small), help);

  it('have ids and keys of their own', () => {
    const ids = actions.map(({ id }) => id);
    const keys = actions.flatMap((action) => action.keys ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('include every action of the graph that menus name', () => {
    const ids = new Set(actions.map(({ id }) => id));
    const named = [...FOR_NODES, ...FOR_CANVAS, ...FOR_GROUPS, ...FOR_NOTES].filter((id) => id.startsWith('graph.'));
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('change the selected nodes in one step', () => {
    const board = testBoard(small, ['save', 'decode']);
    run(board, 'graph.mute');
    const { nodes } = board.document.workflow.peek();
    expect([nodes['save']?.mode, nodes['decode']?.mode, nodes['sheet']?.mode]).toEqual(['mute', 'mute', undefined]);
    board.document.undo();
    expect(board.document.workflow.peek()).toEqual(small);
  });

  it('say what they would do to the selected nodes', () => {
    const board = testBoard(small, ['save', 'decode']);
    const label = (id: string) =>
      canvasActions(board, help)
        .find((each) => each.id === id)
        ?.label?.();
    expect(label('graph.mute')).toBe('Mute');
    run(board, 'graph.mute');
    expect([label('graph.mute'), label('graph.bypass'), label('graph.collapse')]).toEqual([
      'Unmute',
      'Bypass',
      'Collapse',
    ]);
  });

  it('add the nodes that the selected ones need to the selection', () => {
    const board = testBoard(small, ['bend']);
    run(board, 'graph.select-upstream');
    expect(board.session()?.selection.peek()).toEqual(new Set(['bend', 'size', 'checkpoint']));
  });
});

describe('a chain of commands', () => {
  it('makes each command for what the one before leaves, as one patch', () => {
    const command = chain(small, [
      (now) => setInput(now, types, 'sheet', 'gap', 1),
      () => undefined,
      (now) => ({ ...setMode(now, ['sheet'], 'mute'), select: ['sheet'] }),
      (now) => setInput(now, types, 'sheet', 'gap', now.nodes['sheet']?.inputs?.['gap']),
    ]);
    expect(command).toEqual({
      name: 'Set gap of Contact sheet',
      patch: [
        { path: ['nodes', 'sheet', 'inputs', 'gap'], value: 1 },
        { path: ['nodes', 'sheet', 'mode'], value: 'mute' },
      ],
      select: ['sheet'],
    });
  });
});
