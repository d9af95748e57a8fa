/** Lists what was not understood in a workflow of another program that was opened. */
import type { DialogOf } from '../../editor-context.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';

export interface NotUnderstoodProps {
  readonly dialog: DialogOf<'not-understood'>;
  readonly onClose: () => void;
}

export function NotUnderstood({ dialog: { source, messages }, onClose }: NotUnderstoodProps) {
  return (
    <Modal
      title={`Not understood in ${source}`}
      onClose={onClose}
      foot={
        <>
          <span class="pn-grow" />
          <Button kind="primary" autoFocus onClick={onClose}>
            Show the workflow
          </Button>
        </>
      }
    >
      <div class="pn-stack">
        <p>
          These parts have no counterpart in Inkloom. They are kept, and an export for ComfyUI gives them back. What
          needs none of them runs.
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
