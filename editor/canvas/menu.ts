/** What the menu of a place offers: for a node, several, a wire, a group, a note, or the canvas itself. */
import { setColour } from '../document/commands/node-fields.ts';
import { setGroupMembers, ungroup } from '../document/commands/groups.ts';
import { addNote } from '../document/commands/notes.ts';
import { addReroute } from '../document/commands/nodes.ts';
import { disconnect } from '../document/commands/wires.ts';
import type { Point } from '../document/layout/geometry.ts';
import { readItem } from '../document/selection.ts';
import type { Action } from '../editor-context.ts';
import type { Board } from './board.ts';
import { COLOURS } from './scene/tint.ts';

const FOR_NODES = [
  'run.nodes',
  'graph.rename',
  'graph.enter',
  'edit.cut',
  'edit.copy',
  'edit.duplicate',
  'graph.mute',
  'graph.bypass',
  'graph.collapse',
  'graph.group',
  'graph.ungroup',
  'graph.connect',
  'graph.arrange',
  'graph.align-left',
  'graph.align-right',
  'graph.align-top',
  'graph.align-bottom',
  'graph.distribute-x',
  'graph.distribute-y',
  'graph.select-upstream',
  'graph.select-downstream',
  'edit.delete',
  'graph.delete-heal',
];
const FOR_CANVAS = [
  'graph.add-node',
  'edit.paste',
  'edit.select-all',
  'graph.arrange',
  'view.fit',
  'view.minimap',
  'view.snap',
];
const FOR_NOTES = ['graph.enter', 'edit.cut', 'edit.copy', 'edit.duplicate', 'edit.delete'];

/** @param client where it opens, in the window's pixels. @param key of the item there. */
export function openMenu(board: Board, client: Point, key: string | undefined): void {
  const session = board.session();
  if (!session) return;
  if (key !== undefined && !session.selection.peek().has(key)) board.select([key], key);
  const actions = key === undefined ? forCanvas(board, client) : forItem(board, client, key);
  board.editor.dialog.value = { kind: 'menu', at: client, actions };
}

function known({ editor }: Board, ids: readonly string[]): Action[] {
  const all = new Map(editor.actions.peek().map((action) => [action.id, action]));
  return ids.flatMap((id) => all.get(id) ?? []).filter(({ enabled }) => enabled?.() !== false);
}

function forCanvas(board: Board, client: Point): Action[] {
  const at = board.toCanvas(client);
  return [
    {
      id: 'menu.add-node',
      title: 'Add node…',
      group: 'Graph',
      run: () => (board.editor.dialog.value = { kind: 'add-node', at, screen: client }),
    },
    {
      id: 'menu.add-note',
      title: 'Add note',
      group: 'Graph',
      run: () => board.scene.workflow && board.run(addNote(board.scene.workflow, at)),
    },
    ...known(
      board,
      FOR_CANVAS.filter((id) => id !== 'graph.add-node'),
    ),
  ];
}

function forItem(board: Board, client: Point, key: string): Action[] {
  const { kind, id } = readItem(key);
  const { workflow, types } = board.scene;
  if (!workflow) return [];
  const at = board.toCanvas(client);
  switch (kind) {
    case 'wire':
      return [
        {
          id: 'menu.insert',
          title: 'Put a node in…',
          group: 'Graph',
          run: () => (board.editor.dialog.value = { kind: 'add-node', at, wire: id, screen: client }),
        },
        {
          id: 'menu.reroute',
          title: 'Add a bend',
          group: 'Graph',
          run: () => board.run(addReroute(workflow, types, id, at)),
        },
        {
          id: 'menu.disconnect',
          title: 'Disconnect',
          group: 'Graph',
          run: () => board.run(disconnect(workflow, [id])),
        },
      ];
    case 'group':
      return [
        ...known(board, ['graph.rename']),
        { id: 'menu.ungroup', title: 'Ungroup', group: 'Graph', run: () => board.run(ungroup(workflow, [id])) },
        ...known(board, ['graph.mute', 'graph.bypass', 'edit.copy', 'edit.duplicate', 'edit.delete']),
        ...colours(board),
      ];
    case 'note':
      return [
        ...known(board, (board.session()?.selection.peek().size ?? 0) > 1 ? FOR_NODES : FOR_NOTES),
        ...colours(board),
      ];
    case 'node':
      return [...known(board, FOR_NODES), ...leaving(board), ...colours(board)];
  }
}

function leaving(board: Board): Action[] {
  const { workflow } = board.scene;
  const session = board.session();
  const selection = session?.selection.peek() ?? new Set<string>();
  return Object.entries(workflow?.view?.groups ?? {})
    .filter(([, group]) => group.nodes.some((node) => selection.has(node)))
    .map(([id, group]) => ({
      id: `menu.leave-${id}`,
      title: `Take out of “${group.title}”`,
      group: 'Graph' as const,
      run: () =>
        workflow &&
        board.run(
          setGroupMembers(
            workflow,
            id,
            group.nodes.filter((node) => !selection.has(node)),
          ),
        ),
    }));
}

function colours(board: Board): Action[] {
  const paint = (colour: string | undefined) => () => {
    const { workflow } = board.scene;
    if (workflow) board.run(setColour(workflow, board.session()?.selection.peek() ?? [], colour));
  };
  return [
    { id: 'menu.colour-none', title: 'Colour: as usual', group: 'View', run: paint(undefined) },
    ...Object.entries(COLOURS).map(([name, { title }]): Action => ({
      id: `menu.colour-${name}`,
      title: `Colour: ${title.toLowerCase()}`,
      group: 'View',
      run: paint(name),
    })),
  ];
}
