/** Putting a text on the clipboard. */
import type { Editor } from '../../editor-context.ts';

/** Says whether it worked. @param what such as "The command". */
export async function copyText(editor: Editor, text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    editor.notify('done', `${what} is on the clipboard.`);
  } catch {
    editor.notify('error', 'The browser does not let this page use the clipboard.');
  }
}
