/** A file cannot be saved as it is: somebody else changed it, or its name is taken. */
import type { Dialog, Editor } from '../../editor-context.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';

export interface ConflictProps {
  readonly editor: Editor;
  readonly dialog: Extract<Dialog, { readonly kind: 'conflict' }>;
  readonly onClose: () => void;
}

export function Conflict({ editor, dialog: { name, reason }, onClose }: ConflictProps) {
  return (
    <Modal
      title={reason === 'changed' ? `${name} was changed elsewhere` : `${name} exists already`}
      size="small"
      onClose={onClose}
      foot={
        <>
          {reason === 'changed' && (
            <Button
              onClick={() => {
                onClose();
                void editor.work.open({ file: name });
              }}
            >
              Open the other
            </Button>
          )}
          <span class="pn-grow" />
          <Button autoFocus onClick={() => (editor.dialog.value = { kind: 'save-as' })}>
            Another name
          </Button>
          <Button
            kind="danger"
            onClick={() => {
              onClose();
              void editor.work.save({ name, overwrite: true });
            }}
          >
            Overwrite
          </Button>
        </>
      }
    >
      <p>
        {reason === 'changed'
          ? 'The file is not what it was when this workflow was opened or saved last. Overwriting it loses what was changed there.'
          : 'Another workflow has this name. Overwriting it loses that workflow.'}
      </p>
    </Modal>
  );
}
