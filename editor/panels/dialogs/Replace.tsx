/** Asks whether a dropped workflow replaces the shown one, which has unsaved changes, and shows how they differ. */
import { useMemo } from 'preact/hooks';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { replaceWorkflow } from '../../document/commands/index.ts';
import { diffWorkflows } from '../../document/diff.ts';
import type { DialogOf } from '../../editor-context.ts';
import type { DialogProps } from '../props.ts';
import { Button } from '../ui/Button.tsx';
import { DiffTable } from '../ui/DiffTable.tsx';
import { Modal } from '../ui/Modal.tsx';
import { undoOf } from '../undo-of.ts';

export interface ReplaceProps extends DialogProps {
  readonly dialog: DialogOf<'replace'>;
}

export function Replace({ editor, dialog, onClose }: ReplaceProps) {
  const session = editor.session.value;
  const workflow = session?.document.workflow.value;
  // The server has validated and migrated it, see `readWorkflow` in client/api.ts.
  const dropped = dialog.workflow as Workflow;
  const differences = useMemo(
    () => (workflow ? diffWorkflows(workflow, dropped, { types: editor.types.peek() }) : []),
    [workflow, dropped],
  );
  const replace = (): void => {
    if (!session) return;
    onClose();
    const name = `Replace with ${dialog.source}`;
    session.run(replaceWorkflow(session.document.workflow.peek(), dropped, name));
    editor.notify('done', `The workflow was replaced with ${dialog.source}.`, undoOf(session, name));
  };
  return (
    <Modal
      title={`Open ${dialog.source}`}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <span class="pn-grow" />
          <Button onClick={replace} disabled={differences.length === 0}>
            Replace
          </Button>
          <Button
            kind="primary"
            autoFocus
            onClick={() => {
              onClose();
              void editor.work.open({ workflow: dropped });
            }}
          >
            Open in a new tab
          </Button>
        </>
      }
    >
      {differences.length === 0 ? (
        <p>It contains the same graph and values as {workflow?.name ?? 'the shown workflow'}.</p>
      ) : (
        <>
          <p class="pn-lead">
            {workflow?.name} has unsaved changes. Replacing it would change the following, and you can undo that.
          </p>
          <DiffTable differences={differences} before="Now" after={dialog.source} />
        </>
      )}
    </Modal>
  );
}
