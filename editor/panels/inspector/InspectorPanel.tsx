/** Details of the selection: a node, a note, a group, or several items. Without a selection, those of the workflow. */
import { isBoundary } from '../../document/nested/boundary.ts';
import { selectedOf } from '../../document/selection.ts';
import type { Editor } from '../../editor-context.ts';
import { SubgraphDetails } from '../nested/SubgraphDetails.tsx';
import { Empty } from '../ui/Empty.tsx';
import { GroupDetails, NoteDetails } from './ItemDetails.tsx';
import { NodeDetails } from './NodeDetails.tsx';
import { SeveralDetails } from './SeveralDetails.tsx';
import { WorkflowDetails } from './WorkflowDetails.tsx';
import { t } from '../../i18n/t.ts';

export function InspectorPanel({ editor }: { readonly editor: Editor }) {
  return (
    <section class="pn-panel pn-inspector" aria-label={t('Inspector')}>
      <Details editor={editor} />
    </section>
  );
}

function Details({ editor }: { readonly editor: Editor }) {
  const session = editor.session.value;
  if (!session)
    return (
      <div class="pn-body">
        <Empty icon="workflow">{t('Open a workflow to see its details here.')}</Empty>
      </div>
    );
  const workflow = session.document.workflow.value;
  const selection = session.selection.value;
  const nodes = selectedOf(selection, 'node').filter((id) => workflow.nodes[id]);
  const notes = selectedOf(selection, 'note').filter((id) => workflow.view?.notes?.[id]);
  const groups = selectedOf(selection, 'group').filter((id) => workflow.view?.groups?.[id]);
  const [node, note, group] = [nodes.find((id) => !isBoundary(id)), notes[0], groups[0]];
  const count = nodes.length + notes.length + groups.length;
  if (session.path.value.length > 0 && (count === 0 || nodes.some(isBoundary)))
    return <SubgraphDetails key={session.path.value.join(':')} editor={editor} session={session} />;
  if (count > 1)
    return <SeveralDetails editor={editor} session={session} nodes={nodes} keys={[...selection]} count={count} />;
  if (node !== undefined) return <NodeDetails key={node} editor={editor} session={session} node={node} />;
  if (note !== undefined) return <NoteDetails key={note} session={session} note={note} />;
  if (group !== undefined) return <GroupDetails key={group} session={session} group={group} />;
  return <WorkflowDetails key={session.document.id} editor={editor} session={session} />;
}
