/** Actions that go over the graph: along wires, by the arrow keys, and from item to item. */
import { downstream, upstream } from '../../document/graph/walk.ts';
import type { Action } from '../../editor-context.ts';
import { nudge, step, walk } from '../keyboard/arrow-keys.ts';
import { NUDGE } from '../metrics.ts';
import type { ActionContext } from './context.ts';

const ARROWS = { left: 'ArrowLeft', right: 'ArrowRight', up: 'ArrowUp', down: 'ArrowDown' } as const;
type Direction = keyof typeof ARROWS;

const STEPS = [
  { to: 'next', title: 'Next item', key: 'PageDown' },
  { to: 'previous', title: 'Previous item', key: 'PageUp' },
  { to: 'first', title: 'First item', key: 'Home' },
  { to: 'last', title: 'Last item', key: 'End' },
] as const;

export function walkActions(context: ActionContext): Action[] {
  const { board, hasKeyboard, hasNode, hasSelection } = context;
  const canMove = (): boolean => hasKeyboard() && hasSelection();
  /** Adds the nodes that the selected ones need, or that need them. */
  const extendSelection = (way: typeof upstream) => () => {
    const { workflow } = board.scene;
    if (workflow) board.select([...context.selection(), ...way(workflow, context.nodes())]);
  };
  return [
    {
      id: 'graph.select-upstream',
      title: 'Select what it needs',
      group: 'Graph',
      keys: ['['],
      enabled: hasNode,
      run: extendSelection(upstream),
    },
    {
      id: 'graph.select-downstream',
      title: 'Select what needs it',
      group: 'Graph',
      keys: [']'],
      enabled: hasNode,
      run: extendSelection(downstream),
    },
    ...arrowActions({ id: 'walk', title: (to) => `Go ${to}`, keys: '' }, hasKeyboard, (to) => walk(board, to, false)),
    ...STEPS.map(({ to, title, key }): Action => ({
      id: `graph.${to}`,
      title,
      group: 'Graph',
      keys: [key],
      enabled: hasKeyboard,
      run: () => step(board, to),
    })),
    ...arrowActions({ id: 'extend', title: (to) => `Select ${to}`, keys: 'Shift+' }, hasKeyboard, (to) =>
      walk(board, to, true),
    ),
    ...arrowActions({ id: 'move', title: (to) => `Move ${to}`, keys: 'Alt+' }, canMove, (to) =>
      nudge(board, to, NUDGE.near),
    ),
    ...arrowActions({ id: 'leap', title: (to) => `Move ${to} far`, keys: 'Alt+Shift+' }, canMove, (to) =>
      nudge(board, to, NUDGE.far),
    ),
  ];
}

interface ArrowAction {
  readonly id: string;
  readonly title: (direction: Direction) => string;
  /** Modifier keys, such as `Alt+`. */
  readonly keys: string;
}

/** One action for each arrow key. */
function arrowActions(
  { id, title, keys }: ArrowAction,
  enabled: () => boolean,
  run: (direction: Direction) => void,
): Action[] {
  return (Object.keys(ARROWS) as Direction[]).map((direction) => ({
    id: `graph.${id}-${direction}`,
    title: title(direction),
    group: 'Graph',
    keys: [`${keys}${ARROWS[direction]}`],
    enabled,
    run: () => run(direction),
  }));
}
