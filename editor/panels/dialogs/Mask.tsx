/** The mask painter as a dialog. */
import { mountMaskPainter } from '../../controls/mask/mask-painter.ts';
import type { DialogOf } from '../../editor-context.ts';
import type { DialogProps } from '../props.ts';
import { Modal } from '../ui/Modal.tsx';
import { Host } from './Host.tsx';
import { t } from '../../i18n/t.ts';

export interface MaskProps extends DialogProps {
  readonly dialog: DialogOf<'mask'>;
}

export function Mask({ editor, dialog, onClose }: MaskProps) {
  return (
    <Modal title={t('Paint a mask')} size="bare" onClose={onClose}>
      <Host class="pn-host" of={dialog} mount={(host) => mountMaskPainter(editor, dialog, host)} />
    </Modal>
  );
}
