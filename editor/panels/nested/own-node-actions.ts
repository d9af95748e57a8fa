/** Keeping a subgraph as a node of one's own, and deleting one. Workflows have copies of it, and stay as they are. */
import type { OwnNode } from '../../../engine/protocol/index.ts';
import { subgraphTitle } from '../../document/graph/subgraphs.ts';
import { ownNodeWorkflow } from '../../document/nested/own-nodes.ts';
import { fileNameOf } from '../../document/transfer/file-name.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { messageOf } from '../../words.ts';

/** Saves a subgraph under its title. One of that title is replaced, which a notice can undo. */
export async function saveOwnNode(editor: Editor, session: Session, subgraph: string): Promise<void> {
  const whole = session.whole.peek();
  const title = subgraphTitle(whole.subgraphs ?? {}, subgraph);
  const name = fileNameOf(title);
  const before = editor.ownNodes.peek().find((each) => each.name === name);
  try {
    await editor.api.saveOwnNode(name, ownNodeWorkflow(whole, subgraph));
  } catch (error) {
    return editor.notify('error', messageOf(error));
  }
  const back = before && { title: t('Undo'), run: () => void restore(editor, before) };
  if (before) editor.notify('done', t('{title} replaces your node of that name.', { title }), back);
  else editor.notify('done', t('{title} is one of your nodes now. Search for it to add it.', { title }));
}

export async function deleteOwnNode(editor: Editor, node: OwnNode): Promise<void> {
  try {
    await editor.api.deleteOwnNode(node.name);
  } catch (error) {
    return editor.notify('error', messageOf(error));
  }
  editor.notify('done', t('{title} is no longer one of your nodes.', { title: node.workflow.name }), {
    title: t('Undo'),
    run: () => void restore(editor, node),
  });
}

async function restore(editor: Editor, { name, workflow }: OwnNode): Promise<void> {
  try {
    await editor.api.saveOwnNode(name, workflow);
  } catch (error) {
    editor.notify('error', messageOf(error));
  }
}
