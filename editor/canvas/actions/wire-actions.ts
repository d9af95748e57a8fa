/** Actions on the selected wires: hiding them behind a name, and showing them again. */
import { hideWires, showWires, siblingsOf } from '../../document/commands/hidden-wires.ts';
import { selectedOf } from '../../document/selection.ts';
import type { Action } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import type { SceneWire } from '../scene/scene.ts';
import type { ActionContext } from './context.ts';

const idsOf = (wires: readonly { readonly id: string }[]): string[] => wires.map(({ id }) => id);

export function wireActions(context: ActionContext): Action[] {
  const { board } = context;
  const { types } = board.editor;
  const chosen = (): SceneWire[] => {
    const ids = selectedOf(context.selection(), 'wire');
    return board.scene.wires.filter(({ id }) => ids.includes(id));
  };
  const areHidden = (): boolean => chosen().every(({ hidden }) => hidden !== undefined);
  return [
    {
      id: 'graph.hide-wire',
      title: t('Hide or show the wire'),
      label: () => (areHidden() ? t('Show the wire') : t('Hide the wire')),
      group: 'Graph',
      keys: ['H'],
      enabled: () => chosen().length > 0,
      run: context.command((workflow) =>
        areHidden() ? showWires(workflow, idsOf(chosen())) : hideWires(workflow, types.peek(), idsOf(chosen())),
      ),
    },
    {
      id: 'graph.hide-wires-of-output',
      title: t('Hide or show all wires of this output'),
      label: () => (areHidden() ? t('Show all wires of this output') : t('Hide all wires of this output')),
      group: 'Graph',
      keys: ['Shift+H'],
      enabled: () => chosen().length > 0,
      run: context.command((workflow) => {
        const all = chosen().flatMap((wire) => siblingsOf(workflow, wire));
        return areHidden() ? showWires(workflow, idsOf(all)) : hideWires(workflow, types.peek(), idsOf(all));
      }),
    },
  ];
}
