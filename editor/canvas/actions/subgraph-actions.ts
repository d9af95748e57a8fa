/** Actions on subgraphs: make one of the selection, enter, leave, unpack, make unique. */
import { subgraphName } from '../../document/graph/subgraphs.ts';
import { countInstances, makeUnique, removeUnused, unusedSubgraphs } from '../../document/nested/commands/instances.ts';
import { makeSubgraph } from '../../document/nested/commands/make.ts';
import { canUnpack, unpackSubgraph } from '../../document/nested/commands/unpack.ts';
import { subgraphAt } from '../../document/nested/path.ts';
import type { Action } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import type { Board } from '../board.ts';
import type { ActionContext } from './context.ts';

/** The selected instance, when it is selected alone. */
export function selectedInstance(context: ActionContext): string | undefined {
  const [id, ...others] = context.nodes();
  return id !== undefined && others.length === 0 && canEnter(context.board, id) ? id : undefined;
}

export function subgraphActions(context: ActionContext): Action[] {
  const { board, hasKeyboard, hasNode } = context;
  const path = (): readonly string[] => board.session()?.path.peek() ?? [];
  const instance = (): string | undefined => selectedInstance(context);
  const isShared = (): boolean => {
    const name = subgraphName(board.scene.workflow?.nodes[instance() ?? '']?.type ?? '');
    const whole = board.session()?.whole.peek();
    return name !== undefined && whole !== undefined && countInstances(whole, name) > 1;
  };
  return [
    {
      id: 'graph.make-subgraph',
      title: t('Make a subgraph'),
      group: 'Graph',
      keys: ['Mod+Shift+E'],
      enabled: hasNode,
      run: () => make(board, context.selection()),
    },
    {
      id: 'graph.enter-subgraph',
      title: t('Open the subgraph'),
      group: 'Graph',
      keys: ['Mod+ArrowDown'],
      enabled: () => hasKeyboard() && instance() !== undefined,
      run: () => enterSubgraph(board, instance() ?? ''),
    },
    {
      id: 'graph.leave-subgraph',
      title: t('Leave the subgraph'),
      group: 'Graph',
      keys: ['Mod+ArrowUp'],
      enabled: () => hasKeyboard() && path().length > 0,
      run: () => leaveSubgraph(board),
    },
    {
      id: 'graph.unpack-subgraph',
      title: t('Unpack the subgraph'),
      group: 'Graph',
      keys: ['Mod+Alt+E'],
      enabled: () => board.scene.workflow !== undefined && canUnpack(board.scene.workflow, instance() ?? ''),
      run: context.command((workflow) =>
        unpackSubgraph(workflow, board.scene.types, instance() ?? '', board.session()?.whole.peek()),
      ),
    },
    {
      id: 'graph.make-unique',
      title: t('Make the subgraph unique'),
      group: 'Graph',
      enabled: isShared,
      run: context.command((workflow) => makeUnique(workflow, instance() ?? '')),
    },
    {
      id: 'graph.remove-unused',
      title: t('Remove unused subgraphs'),
      group: 'Graph',
      enabled: () => unusedSubgraphs(board.session()?.whole.peek() ?? { nodes: {} }).length > 0,
      run: () => {
        const session = board.session();
        if (session) session.runWhole(removeUnused(session.whole.peek()));
      },
    },
  ];
}

/** Whether a node is an instance of a subgraph that exists. */
export function canEnter({ scene }: Board, id: string): boolean {
  const name = subgraphName(scene.workflow?.nodes[id]?.type ?? '');
  return name !== undefined && Object.hasOwn(scene.workflow?.subgraphs ?? {}, name);
}

/** Shows the inside of an instance. */
export function enterSubgraph(board: Board, id: string): void {
  const session = board.session();
  if (!session || !canEnter(board, id)) return;
  session.enter([...session.path.peek(), id]);
  announcePlace(board);
}

/** Shows what is around the shown subgraph. */
export function leaveSubgraph(board: Board): void {
  const session = board.session();
  session?.enter(session.path.peek().slice(0, -1));
  announcePlace(board);
}

function announcePlace(board: Board): void {
  const session = board.session();
  if (!session) return;
  const name = subgraphAt(session.whole.peek(), session.path.peek());
  const { subgraphs = {} } = session.whole.peek();
  board.root.focus({ preventScroll: true });
  board.announce(
    name === undefined ? t('The whole workflow') : t('Inside {title}', { title: subgraphs[name]?.title ?? name }),
  );
}

function make(board: Board, keys: ReadonlySet<string>): void {
  const { workflow, types } = board.scene;
  if (!workflow) return;
  const making = makeSubgraph(workflow, types, keys);
  if (making.ok) return board.run(making.command);
  board.editor.notify('error', making.reason);
  if (making.nodes.length > 0) board.select([...keys, ...making.nodes], making.nodes[0]);
}
