/** Actions on the shown document and its selection. */
import { copyItems } from '../../document/transfer/clipboard.ts';
import { duplicateItems, removeItems } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Action, Editor, Session } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { countLabel } from './count-label.ts';
import { pasteText } from './paste-text.ts';

/** Keys of everything in a document except wires, which follow their nodes. */
export function allItems({ document }: Session): string[] {
  const { nodes, view } = document.workflow.peek();
  return [
    ...Object.keys(nodes),
    ...Object.keys(view?.notes ?? {}).map((id) => `note:${id}`),
    ...Object.keys(view?.groups ?? {}).map((id) => `group:${id}`),
  ];
}

function selectedKeys({ selection }: Session): string[] {
  return [...selection.peek()];
}

export interface EditActionsContext {
  readonly editor: Editor;
  /** Where to put items that have no place of their own, in canvas pixels. */
  readonly centre: () => Point;
}

export function editActions({ editor, centre }: EditActionsContext): Action[] {
  const { session, types, notify } = editor;
  const withSession = (work: (shown: Session) => unknown) => () => {
    const shown = session.peek();
    return shown && work(shown);
  };
  const undoName = (): string | undefined => session.peek()?.document.undoName.peek();
  const redoName = (): string | undefined => session.peek()?.document.redoName.peek();
  const selected = (): boolean => (session.peek()?.selection.peek().size ?? 0) > 0;
  const remove = (shown: Session): void =>
    shown.run(removeItems(shown.document.workflow.peek(), types.peek(), selectedKeys(shown)));
  const duplicate = (shown: Session): void =>
    shown.run(duplicateItems(shown.document.workflow.peek(), types.peek(), selectedKeys(shown)));
  const copy = async (shown: Session): Promise<void> =>
    navigator.clipboard.writeText(copyItems(shown.document.workflow.peek(), selectedKeys(shown), types.peek()));
  const blocked = (): void =>
    notify('info', t('The browser keeps the clipboard from this menu. The keyboard shortcut works.'));

  return [
    {
      id: 'edit.undo',
      title: t('Undo'),
      label: () => (undoName() === undefined ? t('Undo') : t('Undo: {step}', { step: undoName() ?? '' })),
      group: 'Edit',
      keys: ['Mod+Z'],
      enabled: () => undoName() !== undefined,
      run: withSession(({ document }) => document.undo()),
    },
    {
      id: 'edit.redo',
      title: t('Redo'),
      label: () => (redoName() === undefined ? t('Redo') : t('Redo: {step}', { step: redoName() ?? '' })),
      group: 'Edit',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      enabled: () => redoName() !== undefined,
      run: withSession(({ document }) => document.redo()),
    },
    {
      id: 'edit.cut',
      title: t('Cut'),
      label: () => countLabel('cut', session.peek()),
      group: 'Edit',
      keys: ['Mod+X'],
      enabled: selected,
      run: withSession((shown) => copy(shown).then(() => remove(shown), blocked)),
    },
    {
      id: 'edit.copy',
      title: t('Copy'),
      label: () => countLabel('copy', session.peek()),
      group: 'Edit',
      keys: ['Mod+C'],
      enabled: selected,
      run: withSession((shown) => copy(shown).catch(blocked)),
    },
    {
      id: 'edit.paste',
      title: t('Paste'),
      group: 'Edit',
      keys: ['Mod+V'],
      enabled: () => session.peek() !== undefined,
      run: withSession((shown) =>
        navigator.clipboard.readText().then((text) => pasteText(editor, shown, text, centre()), blocked),
      ),
    },
    {
      id: 'edit.duplicate',
      title: t('Duplicate'),
      label: () => countLabel('duplicate', session.peek()),
      group: 'Edit',
      keys: ['Mod+D'],
      enabled: selected,
      run: withSession(duplicate),
    },
    {
      id: 'edit.delete',
      title: t('Delete'),
      label: () => countLabel('delete', session.peek()),
      group: 'Edit',
      keys: ['Delete', 'Backspace'],
      onCanvas: true,
      enabled: selected,
      run: withSession(remove),
    },
    {
      id: 'edit.select-all',
      title: t('Select all'),
      group: 'Edit',
      keys: ['Mod+A'],
      enabled: () => session.peek() !== undefined,
      run: withSession((shown) => (shown.selection.value = new Set(allItems(shown)))),
    },
  ];
}
