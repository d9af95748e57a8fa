/** The picture viewer as a dialog. */
import { mountViewer } from '../../controls/viewer/viewer.ts';
import type { DialogOf } from '../../editor-context.ts';
import type { DialogProps } from '../props.ts';
import { Modal } from '../ui/Modal.tsx';
import { Host } from './Host.tsx';
import { t } from '../../i18n/t.ts';

export interface ViewerProps extends DialogProps {
  readonly dialog: DialogOf<'viewer'>;
}

export function Viewer({ editor, dialog, onClose }: ViewerProps) {
  return (
    <Modal title={t('Pictures')} size="bare" onClose={onClose}>
      <Host class="pn-host" of={dialog} mount={(host) => mountViewer(editor, dialog, host)} />
    </Modal>
  );
}
