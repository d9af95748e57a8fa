/** Everything the user can do, in one list for menus, keys and the command palette. */
import { computed, effect } from '@preact/signals';
import type { Point } from '../../document/layout/geometry.ts';
import type { Action, Editor } from '../../editor-context.ts';
import { selectedOf } from '../../document/selection.ts';
import { t } from '../../i18n/t.ts';
import { editActions } from './edit.ts';
import { fileActions } from './file.ts';
import { ownNodeActions } from './own-node.ts';
import { withOwnKeys } from './own-keys.ts';
import { runActions } from './run.ts';
import { viewActions } from './view.ts';

/** The part of the canvas that actions need. */
export interface ActionCanvas {
  visibleCentre(): Point;
  actions(): readonly Action[];
}

function helpActions({ dialog, session, types }: Editor): Action[] {
  /** The type of the only selected node. */
  const type = (): string | undefined => {
    const shown = session.peek();
    const [id, ...others] = selectedOf(shown?.selection.peek() ?? new Set(), 'node');
    const found = id === undefined || others.length > 0 ? undefined : shown?.document.workflow.peek().nodes[id]?.type;
    return found !== undefined && types.peek().has(found) ? found : undefined;
  };
  return [
    {
      id: 'help.node',
      title: t('Help on the node'),
      label: () => t('About {node}', { node: t(types.peek().get(type() ?? '')?.title ?? '') }),
      group: 'Help',
      keys: ['F1'],
      enabled: () => type() !== undefined,
      run: () => (dialog.value = { kind: 'help', type: type() ?? '' }),
    },
    {
      id: 'help.commands',
      title: t('All commands…'),
      group: 'Help',
      keys: ['Mod+K', 'Mod+Shift+P'],
      run: () => (dialog.value = { kind: 'commands' }),
    },
    { id: 'help.keys', title: t('Keys'), group: 'Help', keys: ['?'], run: () => (dialog.value = { kind: 'keys' }) },
  ];
}

/** Keeps `editor.actions` up to date. Where the canvas offers an action of the same id, the canvas's action wins. */
export function collectActions(editor: Editor, canvas: { readonly value: ActionCanvas | undefined }): void {
  const ownKeys = computed(() => editor.settings.value.keys);
  effect(() => {
    const shown = canvas.value;
    const fromCanvas = shown?.actions() ?? [];
    const own = [
      ...fileActions(editor),
      ...editActions({ editor, centre: () => shown?.visibleCentre() ?? { x: 0, y: 0 } }),
      ...viewActions(editor),
      ...runActions(editor),
      ...ownNodeActions(editor),
      ...helpActions(editor),
    ];
    const ids = new Set(fromCanvas.map(({ id }) => id));
    editor.actions.value = withOwnKeys([...own.filter(({ id }) => !ids.has(id)), ...fromCanvas], ownKeys.value);
  });
}
