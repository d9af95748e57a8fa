/** Copies a text to the clipboard. */
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';

/** Reports whether it worked. @param what names the text, for example "The command". */
export async function copyText(editor: Editor, text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    editor.notify('done', t('{what} is on the clipboard.', { what }));
  } catch {
    editor.notify('error', t('The browser does not allow this page to use the clipboard.'));
  }
}
