/** Asks what to do when a file cannot be saved, because somebody else changed it or its name is taken. */
import type { DialogOf } from '../../editor-context.ts';
import type { DialogProps } from '../props.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';

export interface ConflictProps extends DialogProps {
  readonly dialog: DialogOf<'conflict'>;
}

const EXPLANATION = {
  changed: 'The file has changed since this workflow was last opened or saved. Overwriting it discards those changes.',
  exists: 'Another workflow has this name. Overwriting it discards that workflow.',
} as const;

export function Conflict({ editor, dialog: { name, reason }, onClose }: ConflictProps) {
  return (
    <Modal
      title={reason === 'changed' ? `${name} was changed elsewhere` : `${name} already exists`}
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
              Open the changed file
            </Button>
          )}
          <span class="pn-grow" />
          <Button autoFocus onClick={() => (editor.dialog.value = { kind: 'save-as' })}>
            Save as…
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
      <p>{EXPLANATION[reason]}</p>
    </Modal>
  );
}
