/** Actions that arrange, align and distribute items. */
import { align, arrange, distribute } from '../../document/commands/index.ts';
import type { Action } from '../../editor-context.ts';
import type { ActionContext } from './context.ts';
import { msg, t } from '../../i18n/t.ts';

const ALIGNMENTS = [
  { to: 'left', title: msg('Align left') },
  { to: 'right', title: msg('Align right') },
  { to: 'top', title: msg('Align top') },
  { to: 'bottom', title: msg('Align bottom') },
  { to: 'centre-x', title: msg('Align centres in a column') },
  { to: 'centre-y', title: msg('Align centres in a row') },
] as const;

const DISTRIBUTIONS = [
  { axis: 'x', title: msg('Distribute across') },
  { axis: 'y', title: msg('Distribute down') },
] as const;

export function arrangeActions(context: ActionContext): Action[] {
  const { hasDocument, hasNodes } = context;
  const { types } = context.board.editor;
  const keys = (): Iterable<string> => context.selection();
  return [
    {
      id: 'graph.arrange',
      title: t('Arrange'),
      group: 'Graph',
      keys: ['Alt+L'],
      enabled: hasDocument,
      // A single node cannot be arranged, so then the whole graph is.
      run: context.command((workflow) => arrange(workflow, types.peek(), hasNodes() ? context.nodes() : undefined)),
    },
    ...ALIGNMENTS.map(({ to, title }): Action => ({
      id: `graph.align-${to}`,
      title: t(title),
      group: 'Graph',
      enabled: hasNodes,
      run: context.command((workflow) => align(workflow, types.peek(), keys(), to)),
    })),
    ...DISTRIBUTIONS.map(({ axis, title }): Action => ({
      id: `graph.distribute-${axis}`,
      title: t(title),
      group: 'Graph',
      enabled: () => context.nodes().length > 2,
      run: context.command((workflow) => distribute(workflow, types.peek(), keys(), axis)),
    })),
  ];
}
