/** Cut, copy and paste with the browser's own events: they need no permission and work with every program. */
import { copyItems } from '../../document/transfer/clipboard.ts';
import { pasteItems, removeItems } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { isTyping } from './keys.ts';

export interface ClipboardPlace {
  /** Where pasted items go: the pointer's place, or the middle of what is seen; canvas pixels. */
  readonly at: () => Point;
  /** Takes pasted files. */
  readonly files: (files: readonly File[]) => void;
}

export function listenToClipboard({ session, types, dialog, notify }: Editor, { at, files }: ClipboardPlace): void {
  /** The shown document, unless the event is about a text. */
  const shownFor = (event: ClipboardEvent): Session | undefined => {
    const isText =
      isTyping(event.target) ||
      isTyping(document.activeElement) ||
      (event.type !== 'paste' && getSelection()?.isCollapsed === false);
    return event.defaultPrevented || isText || dialog.peek() ? undefined : session.peek();
  };
  const take = (event: ClipboardEvent, remove: boolean): void => {
    const shown = shownFor(event);
    const keys = [...(shown?.selection.peek() ?? [])];
    if (!shown || keys.length === 0) return;
    const workflow = shown.document.workflow.peek();
    event.clipboardData?.setData('text/plain', copyItems(workflow, keys, types.peek()));
    event.preventDefault();
    if (remove) shown.run(removeItems(workflow, types.peek(), keys));
  };
  document.addEventListener('copy', (event) => take(event, false));
  document.addEventListener('cut', (event) => take(event, true));
  document.addEventListener('paste', (event) => {
    const shown = shownFor(event);
    if (!shown || !event.clipboardData) return;
    const pasted = [...event.clipboardData.files];
    const text = event.clipboardData.getData('text/plain');
    event.preventDefault();
    if (pasted.length > 0) return files(pasted);
    if (text === '') return;
    const command = pasteItems(shown.document.workflow.peek(), types.peek(), text, at());
    if (command) shown.run(command);
    else notify('info', 'What was copied is no part of a workflow.');
  });
}
