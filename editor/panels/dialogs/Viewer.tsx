/** Pictures at full size. */
import { mountViewer } from '../../controls/viewer/viewer.ts';
import type { Dialog, Editor } from '../../editor-context.ts';
import { Modal } from '../ui/Modal.tsx';
import { Host } from './Host.tsx';

export interface ViewerProps {
  readonly editor: Editor;
  readonly dialog: Extract<Dialog, { readonly kind: 'viewer' }>;
  readonly onClose: () => void;
}

export function Viewer({ editor, dialog, onClose }: ViewerProps) {
  return (
    <Modal title="Pictures" size="bare" onClose={onClose}>
      <Host class="pn-host" of={dialog} mount={(host) => mountViewer(editor, dialog, host)} />
    </Modal>
  );
}
