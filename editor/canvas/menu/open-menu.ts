/** The menu of a place on the canvas: of a node, several items, a wire, a group, a note, or the canvas itself. */
import { ungroup } from '../../document/commands/groups.ts';
import { addReroute } from '../../document/commands/nodes.ts';
import { disconnect } from '../../document/commands/wires.ts';
import type { Point } from '../../document/layout/geometry.ts';
import { readItem } from '../../document/selection.ts';
import type { Action } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import { writeNote } from '../write-note.ts';
import { FOR_CANVAS, FOR_GROUPS, FOR_NODES, FOR_NOTES, FOR_WIRES } from './action-lists.ts';
import { colourActions, leaveActions } from './selection-actions.ts';
import { t } from '../../i18n/t.ts';

/**
 * @param client where the menu opens, in the window's pixels.
 * @param key of the item there. An item that is not selected is selected alone.
 */
export function openMenu(board: Board, client: Point, key: string | undefined): void {
  const session = board.session();
  if (!session) return;
  if (key !== undefined && !session.selection.peek().has(key)) board.select([key], key);
  const actions = key === undefined ? canvasMenu(board, client) : itemMenu(board, client, key);
  board.editor.dialog.value = { kind: 'menu', at: client, actions };
}

/** The enabled actions of the editor with these ids, in this order. */
function enabledActions({ editor }: Board, ids: readonly string[]): Action[] {
  const all = new Map(editor.actions.peek().map((action) => [action.id, action]));
  return ids.flatMap((id) => all.get(id) ?? []).filter(({ enabled }) => enabled?.() !== false);
}

function canvasMenu(board: Board, client: Point): Action[] {
  const at = board.toCanvas(client);
  return [
    {
      id: 'menu.add-node',
      title: t('Add node…'),
      group: 'Graph',
      run: () => (board.editor.dialog.value = { kind: 'add-node', at, screen: client }),
    },
    {
      id: 'menu.add-note',
      title: t('Add note'),
      group: 'Graph',
      run: () => writeNote(board, at),
    },
    ...enabledActions(board, FOR_CANVAS),
  ];
}

function itemMenu(board: Board, client: Point, key: string): Action[] {
  const { kind, id } = readItem(key);
  switch (kind) {
    case 'wire':
      return wireMenu(board, client, id);
    case 'group':
      return groupMenu(board, id);
    case 'note': {
      const isAlone = (board.session()?.selection.peek().size ?? 0) <= 1;
      return [...enabledActions(board, isAlone ? FOR_NOTES : FOR_NODES), ...colourActions(board)];
    }
    case 'node':
      return [...enabledActions(board, FOR_NODES), ...leaveActions(board), ...colourActions(board)];
  }
}

function wireMenu(board: Board, client: Point, id: string): Action[] {
  const { workflow, types } = board.scene;
  if (!workflow) return [];
  const at = board.toCanvas(client);
  return [
    {
      id: 'menu.insert',
      title: t('Insert a node…'),
      group: 'Graph',
      run: () => (board.editor.dialog.value = { kind: 'add-node', at, wire: id, screen: client }),
    },
    {
      id: 'menu.reroute',
      title: t('Add a bend'),
      group: 'Graph',
      run: () => board.run(addReroute(workflow, types, id, at)),
    },
    ...enabledActions(board, FOR_WIRES),
    { id: 'menu.disconnect', title: t('Disconnect'), group: 'Graph', run: () => board.run(disconnect(workflow, [id])) },
  ];
}

function groupMenu(board: Board, id: string): Action[] {
  const { workflow } = board.scene;
  if (!workflow) return [];
  return [
    ...enabledActions(board, ['graph.rename']),
    { id: 'menu.ungroup', title: t('Ungroup'), group: 'Graph', run: () => board.run(ungroup(workflow, [id])) },
    ...enabledActions(board, FOR_GROUPS),
    ...colourActions(board),
  ];
}
