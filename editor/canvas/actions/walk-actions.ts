/** Actions that go over the graph: along wires, by the arrow keys, and from item to item. */
import { downstream, upstream } from '../../document/graph/walk.ts';
import type { Action } from '../../editor-context.ts';
import { nudge, step, walk } from '../keyboard/arrow-keys.ts';
import { NUDGE } from '../metrics.ts';
import type { ActionContext } from './context.ts';
import { msg, t } from '../../i18n/t.ts';

const ARROWS = { left: 'ArrowLeft', right: 'ArrowRight', up: 'ArrowUp', down: 'ArrowDown' } as const;
type Direction = keyof typeof ARROWS;

const GO = { left: msg('Go left'), right: msg('Go right'), up: msg('Go up'), down: msg('Go down') };
const EXTEND = {
  left: msg('Select to the left'),
  right: msg('Select to the right'),
  up: msg('Select above'),
  down: msg('Select below'),
};
const MOVE = { left: msg('Move left'), right: msg('Move right'), up: msg('Move up'), down: msg('Move down') };
const LEAP = {
  left: msg('Move far left'),
  right: msg('Move far right'),
  up: msg('Move far up'),
  down: msg('Move far down'),
};

const STEPS = [
  { to: 'next', title: msg('Next item'), key: 'PageDown' },
  { to: 'previous', title: msg('Previous item'), key: 'PageUp' },
  { to: 'first', title: msg('First item'), key: 'Home' },
  { to: 'last', title: msg('Last item'), key: 'End' },
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
      title: t('Select what it needs'),
      group: 'Graph',
      keys: ['['],
      enabled: hasNode,
      run: extendSelection(upstream),
    },
    {
      id: 'graph.select-downstream',
      title: t('Select what needs it'),
      group: 'Graph',
      keys: [']'],
      enabled: hasNode,
      run: extendSelection(downstream),
    },
    ...arrowActions({ id: 'walk', titles: GO, keys: '' }, hasKeyboard, (to) => walk(board, to, false)),
    ...STEPS.map(({ to, title, key }): Action => ({
      id: `graph.${to}`,
      title: t(title),
      group: 'Graph',
      keys: [key],
      enabled: hasKeyboard,
      run: () => step(board, to),
    })),
    ...arrowActions({ id: 'extend', titles: EXTEND, keys: 'Shift+' }, hasKeyboard, (to) => walk(board, to, true)),
    ...arrowActions({ id: 'move', titles: MOVE, keys: 'Alt+' }, canMove, (to) => nudge(board, to, NUDGE.near)),
    ...arrowActions({ id: 'leap', titles: LEAP, keys: 'Alt+Shift+' }, canMove, (to) => nudge(board, to, NUDGE.far)),
  ];
}

interface ArrowAction {
  readonly id: string;
  readonly titles: Readonly<Record<Direction, string>>;
  /** Modifier keys, such as `Alt+`. */
  readonly keys: string;
}

/** One action for each arrow key. */
function arrowActions(
  { id, titles, keys }: ArrowAction,
  enabled: () => boolean,
  run: (direction: Direction) => void,
): Action[] {
  return (Object.keys(ARROWS) as Direction[]).map((direction) => ({
    id: `graph.${id}-${direction}`,
    title: t(titles[direction]),
    group: 'Graph',
    keys: [`${keys}${ARROWS[direction]}`],
    enabled,
    run: () => run(direction),
  }));
}
