/** Actions on the focused item. */
import { selectedOf } from '../../document/selection.ts';
import type { Action } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import type { ActionContext } from './context.ts';
import { enterSubgraph, leaveSubgraph, selectedInstance } from './subgraph-actions.ts';

export interface FocusHelp {
  /** Goes into the fields of the focused node. */
  readonly enter: () => void;
  /** Opens the menu of the focused item. */
  readonly openMenu: () => void;
}

export function focusActions(context: ActionContext, help: FocusHelp): Action[] {
  const { board, hasKeyboard, hasNode, hasSelection } = context;
  const hasTitle = (): boolean => {
    const [wire, ...others] = selectedOf(context.selection(), 'wire');
    const isHidden = wire !== undefined && others.length === 0 && board.scene.wire(wire)?.hidden !== undefined;
    return hasNode() || isHidden || selectedOf(context.selection(), 'group').length > 0;
  };
  const rename = (): void => {
    const key = board.session()?.focus.peek();
    if (key !== undefined) board.rename(key);
  };
  const isInside = (): boolean => (board.session()?.path.peek().length ?? 0) > 0;
  /** With nothing selected, leaves the subgraph. */
  const selectNone = (): void => {
    if (!hasSelection()) return leaveSubgraph(board);
    board.select([]);
    board.root.focus({ preventScroll: true });
  };
  return [
    {
      id: 'graph.enter',
      title: t('Edit the fields of the node'),
      group: 'Graph',
      keys: ['Enter'],
      enabled: () => hasKeyboard() && hasSelection(),
      run: () => {
        const instance = selectedInstance(context);
        if (instance === undefined) help.enter();
        else enterSubgraph(board, instance);
      },
    },
    {
      id: 'graph.fields',
      title: t('Edit the fields of the subgraph'),
      group: 'Graph',
      keys: ['Shift+Enter'],
      enabled: () => hasKeyboard() && selectedInstance(context) !== undefined,
      run: help.enter,
    },
    { id: 'graph.rename', title: t('Rename…'), group: 'Graph', keys: ['F2'], enabled: hasTitle, run: rename },
    {
      id: 'edit.select-none',
      title: t('Select nothing'),
      group: 'Edit',
      keys: ['Escape'],
      enabled: () => hasKeyboard() && (hasSelection() || isInside()),
      run: selectNone,
    },
    {
      id: 'graph.menu',
      title: t('Menu of the selection'),
      group: 'Graph',
      keys: ['Shift+F10', 'ContextMenu'],
      enabled: hasKeyboard,
      run: help.openMenu,
    },
  ];
}
