/** Asks what to do when a file cannot be saved, because somebody else changed it or its name is taken. */
import type { DialogOf } from '../../editor-context.ts';
import type { DialogProps } from '../props.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { msg, t } from '../../i18n/t.ts';

export interface ConflictProps extends DialogProps {
  readonly dialog: DialogOf<'conflict'>;
}

const EXPLANATION = {
  changed: msg('Somebody changed this file after you opened it. If you overwrite it, their changes are lost.'),
  exists: msg('Another workflow has this name. If you overwrite it, that workflow is lost.'),
} as const;

export function Conflict({ editor, dialog: { name, reason }, onClose }: ConflictProps) {
  return (
    <Modal
      title={reason === 'changed' ? t('{name} was changed elsewhere', { name }) : t('{name} already exists', { name })}
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
              {t('Open the changed file')}
            </Button>
          )}
          <span class="pn-grow" />
          <Button autoFocus onClick={() => (editor.dialog.value = { kind: 'save-as' })}>
            {t('Save as…')}
          </Button>
          <Button
            kind="danger"
            onClick={() => {
              onClose();
              void editor.work.save({ name, overwrite: true });
            }}
          >
            {t('Overwrite')}
          </Button>
        </>
      }
    >
      <p>{t(EXPLANATION[reason])}</p>
    </Modal>
  );
}
