/** Lists what was not understood in a workflow of another program that was opened. */
import type { DialogOf } from '../../editor-context.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { t } from '../../i18n/t.ts';

export interface NotUnderstoodProps {
  readonly dialog: DialogOf<'not-understood'>;
  readonly onClose: () => void;
}

export function NotUnderstood({ dialog: { source, messages }, onClose }: NotUnderstoodProps) {
  return (
    <Modal
      title={t('Not understood in {source}', { source })}
      onClose={onClose}
      foot={
        <>
          <span class="pn-grow" />
          <Button kind="primary" autoFocus onClick={onClose}>
            {t('Show the workflow')}
          </Button>
        </>
      }
    >
      <div class="pn-stack">
        <p>
          {t('Inkloom has nothing like these parts. It keeps them, and an export for ComfyUI has them again.')}{' '}
          {t('Everything that does without them runs.')}
        </p>
        <ul>
          {messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      </div>
    </Modal>
  );
}
