/** Actions that change the selected nodes and their groups. */
import { groupItems, ungroup } from '../../document/commands/groups.ts';
import { setCollapsed, toggleMode } from '../../document/commands/node-fields.ts';
import { removeItems } from '../../document/commands/remove.ts';
import type { Action } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import type { ActionContext } from './context.ts';

export function nodeActions(context: ActionContext): Action[] {
  const { board, hasNode } = context;
  const { types } = board.editor;
  const keys = (): Iterable<string> => context.selection();
  const areCollapsed = (): boolean => context.nodes().every((id) => board.scene.nodes.get(id)?.view?.collapsed);
  const have = (mode: 'mute' | 'bypass'): boolean =>
    context.nodes().every((id) => board.scene.workflow?.nodes[id]?.mode === mode);
  return [
    {
      id: 'graph.group',
      title: t('Group'),
      group: 'Graph',
      keys: ['Mod+G'],
      enabled: hasNode,
      run: context.command((workflow) => groupItems(workflow, keys(), 'Group')),
    },
    {
      id: 'graph.ungroup',
      title: t('Ungroup'),
      group: 'Graph',
      keys: ['Mod+Shift+G'],
      enabled: () => context.groupsAround().length > 0,
      run: context.command((workflow) => ungroup(workflow, context.groupsAround())),
    },
    {
      id: 'graph.mute',
      title: t('Mute or unmute'),
      label: () => (have('mute') ? t('Unmute') : t('Mute')),
      group: 'Graph',
      keys: ['M'],
      onCanvas: true,
      enabled: hasNode,
      run: context.command((workflow) => toggleMode(workflow, keys(), 'mute')),
    },
    {
      id: 'graph.bypass',
      title: t('Bypass, or stop bypassing'),
      label: () => (have('bypass') ? t('Stop bypassing') : t('Bypass')),
      group: 'Graph',
      keys: ['B'],
      onCanvas: true,
      enabled: hasNode,
      run: context.command((workflow) => toggleMode(workflow, keys(), 'bypass')),
    },
    {
      id: 'graph.collapse',
      title: t('Collapse or expand'),
      label: () => (areCollapsed() ? t('Expand') : t('Collapse')),
      group: 'Graph',
      keys: ['-'],
      onCanvas: true,
      enabled: hasNode,
      run: context.command((workflow) => setCollapsed(workflow, context.nodes(), !areCollapsed())),
    },
    {
      id: 'graph.delete-heal',
      title: t('Delete and join the wires'),
      group: 'Graph',
      keys: ['Shift+Delete', 'Mod+Backspace'],
      onCanvas: true,
      enabled: hasNode,
      run: context.command((workflow) => removeItems(workflow, types.peek(), keys(), { heal: true })),
    },
  ];
}
