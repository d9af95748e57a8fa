/** Cut, copy and paste by the browser's own events, which need no permission and work with other programs. */
import { copyItems } from '../../document/transfer/clipboard.ts';
import { removeItems } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { pasteText } from '../actions/paste-text.ts';
import { isTyping } from './keys.ts';

export interface ClipboardPlace {
  /** Where pasted items go, in canvas pixels: under the pointer, or in the middle of the visible part. */
  readonly at: () => Point;
  /** Called with pasted files. */
  readonly files: (files: readonly File[]) => void;
}

export function listenToClipboard(editor: Editor, { at, files }: ClipboardPlace): void {
  const { session, types, dialog } = editor;
  /** The shown document, unless the event belongs to a text field or a dialog. */
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
    if (text !== '') pasteText(editor, shown, text, at());
  });
}
