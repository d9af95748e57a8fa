/** Actions on the focused item. */
import { selectedOf } from '../../document/selection.ts';
import type { Action } from '../../editor-context.ts';
import type { ActionContext } from './context.ts';
import { t } from '../../i18n/t.ts';

export interface FocusHelp {
  /** Goes into the fields of the focused node. */
  readonly enter: () => void;
  /** Opens the menu of the focused item. */
  readonly openMenu: () => void;
}

export function focusActions(context: ActionContext, help: FocusHelp): Action[] {
  const { board, hasKeyboard, hasNode, hasSelection } = context;
  const hasTitle = (): boolean => hasNode() || selectedOf(context.selection(), 'group').length > 0;
  const rename = (): void => {
    const key = board.session()?.focus.peek();
    if (key !== undefined) board.rename(key);
  };
  const selectNone = (): void => {
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
      run: help.enter,
    },
    { id: 'graph.rename', title: t('Rename…'), group: 'Graph', keys: ['F2'], enabled: hasTitle, run: rename },
    {
      id: 'edit.select-none',
      title: t('Select nothing'),
      group: 'Edit',
      keys: ['Escape'],
      enabled: () => hasKeyboard() && hasSelection(),
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
