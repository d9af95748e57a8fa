/** The acts on a version of the shown document. */
import type { DocumentVersion } from '../../../engine/protocol/index.ts';
import { replaceWorkflow } from '../../document/commands/index.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { attempt } from '../attempt.ts';
import { undoOf } from '../undo-of.ts';
import { workflowOf } from './details.ts';

/** Makes a version the present state, as one undo step. The server keeps the state before it too. */
export async function restoreVersion(editor: Editor, session: Session, version: DocumentVersion): Promise<void> {
  const { id } = session.document;
  const workflow = await attempt(editor, async () => {
    await editor.api.keepVersion(id);
    return workflowOf(editor.api, id, version.id);
  });
  if (!workflow) return;
  const name = t('Restore a version');
  session.runWhole(replaceWorkflow(session.whole.peek(), workflow, name));
  editor.notify('done', t('The version is back. The state before it was kept.'), undoOf(session, name));
}

export async function openVersion(editor: Editor, session: Session, version: DocumentVersion): Promise<void> {
  const workflow = await attempt(editor, () => workflowOf(editor.api, session.document.id, version.id));
  if (workflow) await editor.work.open({ workflow });
}
