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
import { t } from '../../i18n/t.ts';

export interface ReplaceProps extends DialogProps {
  readonly dialog: DialogOf<'replace'>;
}

export function Replace({ editor, dialog, onClose }: ReplaceProps) {
  const session = editor.session.value;
  const { source } = dialog;
  const workflow = session?.whole.value;
  // The server has validated and migrated it, see `readWorkflow` in client/api.ts.
  const dropped = dialog.workflow as Workflow;
  const differences = useMemo(
    () => (workflow ? diffWorkflows(workflow, dropped, { types: editor.types.peek() }) : []),
    [workflow, dropped],
  );
  const replace = (): void => {
    if (!session) return;
    onClose();
    const name = t('Replace with {source}', { source });
    session.runWhole(replaceWorkflow(session.whole.peek(), dropped, name));
    editor.notify('done', t('The workflow was replaced with {source}.', { source }), undoOf(session, name));
  };
  return (
    <Modal
      title={t('Open {source}', { source })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <span class="pn-grow" />
          <Button onClick={replace} disabled={differences.length === 0}>
            {t('Replace')}
          </Button>
          <Button
            kind="primary"
            autoFocus
            onClick={() => {
              onClose();
              void editor.work.open({ workflow: dropped });
            }}
          >
            {t('Open in a new tab')}
          </Button>
        </>
      }
    >
      {differences.length === 0 ? (
        <p>{t('It has the same graph and values as {name}.', { name: workflow?.name ?? '' })}</p>
      ) : (
        <>
          <p class="pn-lead">
            {t('{name} has unsaved changes.', { name: workflow?.name ?? '' })}{' '}
            {t('Replacing it changes the following. You can undo that.')}
          </p>
          <DiffTable differences={differences} before={t('Now')} after={source} />
        </>
      )}
    </Modal>
  );
}
