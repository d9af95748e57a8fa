/** Actions on the shown document and what is selected in it. */
import { copyItems } from '../../document/transfer/clipboard.ts';
import { duplicateItems, pasteItems, removeItems } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Action, Editor, Session } from '../../editor-context.ts';

/** Everything that can be selected, wires apart: they go with their nodes. */
export function allItems({ document }: Session): string[] {
  const { nodes, view } = document.workflow.peek();
  return [
    ...Object.keys(nodes),
    ...Object.keys(view?.notes ?? {}).map((id) => `note:${id}`),
    ...Object.keys(view?.groups ?? {}).map((id) => `group:${id}`),
  ];
}

function keysOf({ selection }: Session): string[] {
  return [...selection.peek()];
}

export interface EditActionsContext {
  readonly editor: Editor;
  /** Where things without a place go, in canvas pixels. */
  readonly centre: () => Point;
}

export function editActions({ editor, centre }: EditActionsContext): Action[] {
  const { session, types, notify } = editor;
  const withSession = (work: (shown: Session) => unknown) => () => {
    const shown = session.peek();
    return shown && work(shown);
  };
  const selected = (): boolean => (session.peek()?.selection.peek().size ?? 0) > 0;
  const remove = (shown: Session): void =>
    shown.run(removeItems(shown.document.workflow.peek(), types.peek(), keysOf(shown)));
  const copy = async (shown: Session): Promise<void> =>
    navigator.clipboard.writeText(copyItems(shown.document.workflow.peek(), keysOf(shown), types.peek()));
  const paste = (shown: Session, text: string): void => {
    const command = pasteItems(shown.document.workflow.peek(), types.peek(), text, centre());
    if (command) shown.run(command);
    else notify('info', 'What was copied is no part of a workflow.');
  };
  const blocked = (): void => notify('info', 'The browser keeps the clipboard to itself here. The keys work.');

  return [
    {
      id: 'edit.undo',
      title: 'Undo',
      group: 'Edit',
      keys: ['Mod+Z'],
      enabled: () => session.peek()?.document.undoName.peek() !== undefined,
      run: withSession(({ document }) => document.undo()),
    },
    {
      id: 'edit.redo',
      title: 'Redo',
      group: 'Edit',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      enabled: () => session.peek()?.document.redoName.peek() !== undefined,
      run: withSession(({ document }) => document.redo()),
    },
    {
      id: 'edit.cut',
      title: 'Cut',
      group: 'Edit',
      keys: ['Mod+X'],
      enabled: selected,
      run: withSession((shown) => copy(shown).then(() => remove(shown), blocked)),
    },
    {
      id: 'edit.copy',
      title: 'Copy',
      group: 'Edit',
      keys: ['Mod+C'],
      enabled: selected,
      run: withSession((shown) => copy(shown).catch(blocked)),
    },
    {
      id: 'edit.paste',
      title: 'Paste',
      group: 'Edit',
      keys: ['Mod+V'],
      enabled: () => session.peek() !== undefined,
      run: withSession((shown) => navigator.clipboard.readText().then((text) => paste(shown, text), blocked)),
    },
    {
      id: 'edit.duplicate',
      title: 'Duplicate',
      group: 'Edit',
      keys: ['Mod+D'],
      enabled: selected,
      run: withSession((shown) =>
        shown.run(duplicateItems(shown.document.workflow.peek(), types.peek(), keysOf(shown))),
      ),
    },
    {
      id: 'edit.delete',
      title: 'Delete',
      group: 'Edit',
      keys: ['Delete', 'Backspace'],
      enabled: selected,
      run: withSession(remove),
    },
    {
      id: 'edit.select-all',
      title: 'Select all',
      group: 'Edit',
      keys: ['Mod+A'],
      enabled: () => session.peek() !== undefined,
      run: withSession((shown) => (shown.selection.value = new Set(allItems(shown)))),
    },
  ];
}
