/** The action that keeps a subgraph as a node of one's own. */
import { subgraphName } from '../../document/graph/subgraphs.ts';
import { subgraphAt } from '../../document/nested/path.ts';
import { selectedOf } from '../../document/selection.ts';
import type { Action, Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { saveOwnNode } from '../../panels/nested/own-node-actions.ts';

export function ownNodeActions(editor: Editor): Action[] {
  const { session } = editor;
  /** The subgraph of the selected instance, or else the shown one. */
  const subgraph = (): string | undefined => {
    const shown = session.peek();
    if (!shown) return undefined;
    const { nodes, subgraphs = {} } = shown.document.workflow.peek();
    const [id, ...others] = selectedOf(shown.selection.peek(), 'node');
    const name = others.length === 0 ? subgraphName(nodes[id ?? '']?.type ?? '') : undefined;
    if (name !== undefined && Object.hasOwn(subgraphs, name)) return name;
    return subgraphAt(shown.whole.peek(), shown.path.peek());
  };
  return [
    {
      id: 'file.save-own-node',
      title: t('Save as a node of your own'),
      group: 'Graph',
      enabled: () => subgraph() !== undefined,
      run: () => {
        const [shown, name] = [session.peek(), subgraph()];
        if (shown && name !== undefined) void saveOwnNode(editor, shown, name);
      },
    },
  ];
}
