/** The run that a worker carries out, and the node it is at. */
import type { WorkerRun } from '../../../engine/protocol/index.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { Progress } from '../ui/Progress.tsx';

export function WorkerRunView({ editor, run }: { readonly editor: Editor; readonly run: WorkerRun }) {
  const { id, node, progress } = run;
  const known = editor.runs.value.find((each) => each.id === id);
  const number = run.number ?? known?.number;
  const name = run.name ?? known?.name ?? t('A run of another server');
  return (
    <div class="wk-run">
      <p class="pn-row">
        {number !== undefined && <span class="pn-number">{number}</span>}
        <span class="pn-grow pn-clip">{name}</span>
      </p>
      <Progress value={progress} label={t('Progress of {node} on the worker', { node: node ?? name })} />
      <p class="pn-small pn-clip">{node === undefined ? t('Between two nodes') : titleOf(editor, node, id)}</p>
    </div>
  );
}

/** The title of a node where the shown document has the run; else its id. */
function titleOf(editor: Editor, node: string, run: string): string {
  const workflow = editor.session.value?.document.workflow.value;
  const isShown = editor.activity.value.run?.id === run;
  return isShown && workflow?.nodes[node] ? nodeTitle(workflow, editor.types.value, node) : node;
}
