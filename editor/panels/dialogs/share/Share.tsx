/** Shares the workflow: as a picture that contains it, as a file, as a command or as code. */
import { useState } from 'preact/hooks';
import type { DialogProps } from '../../props.ts';
import { Modal } from '../../ui/Modal.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { ShareCode } from './ShareCode.tsx';
import { ShareFile } from './ShareFile.tsx';
import { SharePicture } from './SharePicture.tsx';

type Kind = 'picture' | 'file' | 'code';

const KINDS = [
  ['picture', 'Picture'],
  ['file', 'File'],
  ['code', 'Code'],
] as const;

export function Share({ editor, onClose }: DialogProps) {
  const [kind, setKind] = useState<Kind>('picture');
  const session = editor.session.value;
  if (!session) return null;
  return (
    <Modal
      title="Share"
      onClose={onClose}
      head={
        <div class="pn-modal-search">
          <Segments<Kind> label="Share as" value={kind} options={KINDS} onChange={setKind} />
        </div>
      }
    >
      <div class="pn-share">
        {kind === 'picture' && <SharePicture editor={editor} session={session} />}
        {kind === 'file' && <ShareFile editor={editor} session={session} />}
        {kind === 'code' && <ShareCode editor={editor} session={session} />}
      </div>
    </Modal>
  );
}
