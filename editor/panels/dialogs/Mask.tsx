/** Painting a mask. */
import { mountMaskPainter } from '../../controls/mask/mask-painter.ts';
import type { Dialog, Editor } from '../../editor-context.ts';
import { Modal } from '../ui/Modal.tsx';
import { Host } from './Host.tsx';

export interface MaskProps {
  readonly editor: Editor;
  readonly dialog: Extract<Dialog, { readonly kind: 'mask' }>;
  readonly onClose: () => void;
}

export function Mask({ editor, dialog, onClose }: MaskProps) {
  return (
    <Modal title="Paint a mask" size="bare" onClose={onClose}>
      <Host class="pn-host" of={dialog} mount={(host) => mountMaskPainter(editor, dialog, host)} />
    </Modal>
  );
}
