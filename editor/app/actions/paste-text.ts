/** Pasting a text from the clipboard into a document. */
import { pasteItems } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';

/** Adds the items that `text` describes, or says that it describes none. @param at in canvas pixels. */
export function pasteText({ types, notify }: Editor, shown: Session, text: string, at: Point): void {
  const command = pasteItems(shown.document.workflow.peek(), types.peek(), text, at);
  if (command) shown.run(command);
  else notify('info', t('There are no nodes on the clipboard.'));
}
