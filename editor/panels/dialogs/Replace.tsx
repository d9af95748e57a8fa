/** A workflow that was dropped while the shown one has unsaved changes: what would change, and what to do. */
import { useMemo } from 'preact/hooks';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { replaceWorkflow } from '../../document/commands/index.ts';
import { diffWorkflows } from '../../document/diff.ts';
import type { Dialog, Editor } from '../../editor-context.ts';
import { Button } from '../ui/Button.tsx';
import { DiffTable } from '../ui/DiffTable.tsx';
import { Modal } from '../ui/Modal.tsx';
import { undoOf } from '../undo-of.ts';

export interface ReplaceProps {
  readonly editor: Editor;
  readonly dialog: Extract<Dialog, { readonly kind: 'replace' }>;
  readonly onClose: () => void;
}

export function Replace({ editor, dialog, onClose }: ReplaceProps) {
  const session = editor.session.value;
  const workflow = session?.document.workflow.value;
  // The server read it and brought it up to date: see api.readWorkflow.
  const dropped = dialog.workflow as Workflow;
  const differences = useMemo(
    () => (workflow ? diffWorkflows(workflow, dropped, { types: editor.types.peek() }) : []),
    [workflow, dropped],
  );
  const replace = (): void => {
    if (!session) return;
    onClose();
    const name = `Replace by ${dialog.source}`;
    session.run(replaceWorkflow(session.document.workflow.peek(), dropped, name));
    editor.notify('done', `The workflow is that of ${dialog.source}.`, undoOf(session, name));
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
        <p>It holds the same graph with the same values as {workflow?.name ?? 'the shown workflow'}.</p>
      ) : (
        <>
          <p class="pn-lead">
            {workflow?.name} has changes that are not saved. Replacing it would change this; undo brings it back.
          </p>
          <DiffTable differences={differences} before="Now" after={dialog.source} />
        </>
      )}
    </Modal>
  );
}
