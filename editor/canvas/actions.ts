/** Everything people can do on the canvas, for menus, the command palette and the keys of the page. */
import { align, arrange, distribute } from '../document/commands/index.ts';
import { groupItems, ungroup } from '../document/commands/groups.ts';
import { setCollapsed, toggleMode } from '../document/commands/node-fields.ts';
import { addNote } from '../document/commands/notes.ts';
import { removeItems } from '../document/commands/remove.ts';
import type { Command } from '../document/command.ts';
import { NOTE } from '../document/layout/geometry.ts';
import { freeRoom } from '../document/layout/free-place.ts';
import { selectedOf } from '../document/selection.ts';
import { downstream, upstream } from '../document/graph/walk.ts';
import type { Action } from '../editor-context.ts';
import type { Board } from './board.ts';
import { isControl } from './is-control.ts';
import { nudge, step, walk } from './keyboard/arrow-keys.ts';
import { zoomAt } from './scene/viewport.ts';

export interface ActionHelp {
  readonly fit: () => void;
  readonly centreSelection: () => void;
  readonly openSearch: () => void;
  readonly beginWire: () => void;
  readonly enter: () => void;
  readonly openMenu: () => void;
}

const ARROWS = { left: 'ArrowLeft', right: 'ArrowRight', up: 'ArrowUp', down: 'ArrowDown' } as const;
type Direction = keyof typeof ARROWS;
const DIRECTIONS = Object.keys(ARROWS) as Direction[];

export function canvasActions(board: Board, help: ActionHelp): readonly Action[] {
  const selection = (): ReadonlySet<string> => board.session()?.selection.peek() ?? new Set();
  const keys = (): string[] => [...selection()];
  const nodes = (): string[] => selectedOf(selection(), 'node');
  const groups = (): string[] => selectedOf(selection(), 'group');
  const any = (): boolean => board.session() !== undefined;
  const anySelected = (): boolean => selection().size > 0;
  const anyNode = (): boolean => nodes().length > 0;
  const several = (): boolean => nodes().length > 1;
  /** Keys of a field stay with the field. */
  const onItem = (): boolean => any() && !isControl(document.activeElement);
  const run = (make: (workflow: NonNullable<Board['scene']['workflow']>) => Command) => () => {
    if (board.scene.workflow) board.run(make(board.scene.workflow));
  };
  const { types } = board.editor;
  const allCollapsed = (): boolean => nodes().every((id) => board.scene.nodes.get(id)?.view?.collapsed);
  const zoom = (factor: number) => () => {
    const { width, height } = board.size.peek();
    board.glideTo(zoomAt(board.goal(), { x: width / 2, y: height / 2 }, board.goal().k * factor));
  };
  const follow = (way: typeof upstream) => () => {
    if (board.scene.workflow) board.select([...selection(), ...way(board.scene.workflow, nodes())]);
  };

  return [
    { id: 'graph.add-node', title: 'Add node…', group: 'Graph', keys: ['A'], enabled: any, run: help.openSearch },
    {
      id: 'graph.add-note',
      title: 'Add note',
      group: 'Graph',
      keys: ['N'],
      enabled: any,
      run: () => addNoteInView(board),
    },
    {
      id: 'graph.connect',
      title: 'Draw a wire by keyboard…',
      group: 'Graph',
      keys: ['C', 'W'],
      enabled: () => onItem() && anyNode(),
      run: help.beginWire,
    },
    {
      id: 'graph.enter',
      title: 'Go into the fields of the node',
      group: 'Graph',
      keys: ['Enter'],
      enabled: () => onItem() && anySelected(),
      run: help.enter,
    },
    {
      id: 'graph.rename',
      title: 'Rename…',
      group: 'Graph',
      keys: ['F2'],
      enabled: () => nodes().length + groups().length > 0,
      run: () => {
        const key = board.session()?.focus.peek();
        if (key !== undefined) board.rename(key);
      },
    },
    {
      id: 'edit.select-none',
      title: 'Select nothing',
      group: 'Edit',
      keys: ['Escape'],
      enabled: () => onItem() && anySelected(),
      run: () => {
        board.select([]);
        board.root.focus({ preventScroll: true });
      },
    },
    {
      id: 'graph.menu',
      title: 'Menu of what is selected',
      group: 'Graph',
      keys: ['Shift+F10', 'ContextMenu'],
      enabled: onItem,
      run: help.openMenu,
    },
    {
      id: 'graph.group',
      title: 'Group',
      group: 'Graph',
      keys: ['Mod+G'],
      enabled: anyNode,
      run: run((workflow) => groupItems(workflow, keys(), 'Group')),
    },
    {
      id: 'graph.ungroup',
      title: 'Ungroup',
      group: 'Graph',
      keys: ['Mod+Shift+G'],
      enabled: () => groupsAround(board, selection()).length > 0,
      run: run((workflow) => ungroup(workflow, groupsAround(board, selection()))),
    },
    {
      id: 'graph.mute',
      title: 'Mute or not',
      group: 'Graph',
      keys: ['M'],
      enabled: anyNode,
      run: run((workflow) => toggleMode(workflow, keys(), 'mute')),
    },
    {
      id: 'graph.bypass',
      title: 'Bypass or not',
      group: 'Graph',
      keys: ['B'],
      enabled: anyNode,
      run: run((workflow) => toggleMode(workflow, keys(), 'bypass')),
    },
    {
      id: 'graph.collapse',
      title: 'Collapse or expand',
      group: 'Graph',
      keys: ['-'],
      enabled: anyNode,
      run: run((workflow) => setCollapsed(workflow, nodes(), !allCollapsed())),
    },
    {
      id: 'graph.delete-heal',
      title: 'Delete and join the wires',
      group: 'Graph',
      keys: ['Shift+Delete', 'Mod+Backspace'],
      enabled: anyNode,
      run: run((workflow) => removeItems(workflow, types.peek(), keys(), { heal: true })),
    },
    {
      id: 'graph.arrange',
      title: 'Arrange',
      group: 'Graph',
      keys: ['L'],
      enabled: any,
      run: run((workflow) => arrange(workflow, types.peek(), several() ? nodes() : undefined)),
    },
    ...(['left', 'right', 'top', 'bottom'] as const).map((side): Action => ({
      id: `graph.align-${side}`,
      title: `Align ${side}`,
      group: 'Graph',
      enabled: several,
      run: run((workflow) => align(workflow, types.peek(), keys(), side)),
    })),
    {
      id: 'graph.align-centre-x',
      title: 'Align centres in a column',
      group: 'Graph',
      enabled: several,
      run: run((workflow) => align(workflow, types.peek(), keys(), 'centre-x')),
    },
    {
      id: 'graph.align-centre-y',
      title: 'Align centres in a row',
      group: 'Graph',
      enabled: several,
      run: run((workflow) => align(workflow, types.peek(), keys(), 'centre-y')),
    },
    {
      id: 'graph.distribute-x',
      title: 'Distribute across',
      group: 'Graph',
      enabled: () => nodes().length > 2,
      run: run((workflow) => distribute(workflow, types.peek(), keys(), 'x')),
    },
    {
      id: 'graph.distribute-y',
      title: 'Distribute down',
      group: 'Graph',
      enabled: () => nodes().length > 2,
      run: run((workflow) => distribute(workflow, types.peek(), keys(), 'y')),
    },
    {
      id: 'graph.select-upstream',
      title: 'Select what it needs',
      group: 'Graph',
      keys: ['['],
      enabled: anyNode,
      run: follow(upstream),
    },
    {
      id: 'graph.select-downstream',
      title: 'Select what needs it',
      group: 'Graph',
      keys: [']'],
      enabled: anyNode,
      run: follow(downstream),
    },
    ...DIRECTIONS.map((direction): Action => ({
      id: `graph.walk-${direction}`,
      title: `Go ${direction}`,
      group: 'Graph',
      keys: [ARROWS[direction]],
      enabled: onItem,
      run: () => walk(board, direction, false),
    })),
    {
      id: 'graph.next',
      title: 'Next item',
      group: 'Graph',
      keys: ['PageDown'],
      enabled: onItem,
      run: () => step(board, 'next'),
    },
    {
      id: 'graph.previous',
      title: 'Previous item',
      group: 'Graph',
      keys: ['PageUp'],
      enabled: onItem,
      run: () => step(board, 'previous'),
    },
    {
      id: 'graph.first',
      title: 'First item',
      group: 'Graph',
      keys: ['Home'],
      enabled: onItem,
      run: () => step(board, 'first'),
    },
    {
      id: 'graph.last',
      title: 'Last item',
      group: 'Graph',
      keys: ['End'],
      enabled: onItem,
      run: () => step(board, 'last'),
    },
    ...DIRECTIONS.map((direction): Action => ({
      id: `graph.extend-${direction}`,
      title: `Select ${direction}`,
      group: 'Graph',
      keys: [`Shift+${ARROWS[direction]}`],
      enabled: onItem,
      run: () => walk(board, direction, true),
    })),
    ...DIRECTIONS.map((direction): Action => ({
      id: `graph.move-${direction}`,
      title: `Move ${direction}`,
      group: 'Graph',
      keys: [`Alt+${ARROWS[direction]}`],
      enabled: () => onItem() && anySelected(),
      run: () => nudge(board, direction, 1),
    })),
    ...DIRECTIONS.map((direction): Action => ({
      id: `graph.leap-${direction}`,
      title: `Move ${direction} far`,
      group: 'Graph',
      keys: [`Alt+Shift+${ARROWS[direction]}`],
      enabled: () => onItem() && anySelected(),
      run: () => nudge(board, direction, 10),
    })),
    { id: 'view.fit', title: 'Show everything', group: 'View', keys: ['F'], enabled: any, run: help.fit },
    {
      id: 'view.centre',
      title: 'Show what is selected',
      group: 'View',
      keys: ['.'],
      enabled: anySelected,
      run: help.centreSelection,
    },
    {
      id: 'view.zoom-in',
      title: 'Zoom in',
      group: 'View',
      keys: ['+', 'Mod+=', 'Mod++'],
      enabled: any,
      run: zoom(1.25),
    },
    { id: 'view.zoom-out', title: 'Zoom out', group: 'View', keys: ['Mod+-', '_'], enabled: any, run: zoom(0.8) },
    {
      id: 'view.zoom-reset',
      title: 'Zoom to 100%',
      group: 'View',
      keys: ['Mod+0'],
      enabled: any,
      run: () => zoom(1 / board.goal().k)(),
    },
  ];
}

/** In the middle or beside what is there, with the keyboard: Enter writes. */
function addNoteInView(board: Board): void {
  const { workflow, types } = board.scene;
  if (!workflow) return;
  const { x, y } = board.toCanvas(centreOf(board));
  const command = addNote(workflow, freeRoom(workflow, types, { x: x - NOTE.width / 2, y: y - NOTE.height / 2 }, NOTE));
  board.run(command);
  for (const key of command.select ?? []) board.focusItem(key);
}

/** In the window's pixels. */
export function centreOf({ size, root }: Pick<Board, 'size' | 'root'>): { readonly x: number; readonly y: number } {
  const { left, top } = root.getBoundingClientRect();
  return { x: left + size.peek().width / 2, y: top + size.peek().height / 2 };
}

/** Selected groups, and those of selected nodes. */
function groupsAround({ scene }: Board, selection: ReadonlySet<string>): string[] {
  return scene
    .groups()
    .filter(([id, group]) => selection.has(`group:${id}`) || group.nodes.some((node) => selection.has(node)))
    .map(([id]) => id);
}
