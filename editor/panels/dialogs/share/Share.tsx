/** Shares the workflow: as a picture that contains it, as a file, as a command or as code. */
import { useState } from 'preact/hooks';
import type { DialogProps } from '../../props.ts';
import { Modal } from '../../ui/Modal.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { ShareCode } from './ShareCode.tsx';
import { ShareFile } from './ShareFile.tsx';
import { SharePicture } from './SharePicture.tsx';
import { msg, t } from '../../../i18n/t.ts';

type Kind = 'picture' | 'file' | 'code';

const KINDS = [
  ['picture', msg('Picture')],
  ['file', msg('File')],
  ['code', msg('Code')],
] as const;

export function Share({ editor, onClose }: DialogProps) {
  const [kind, setKind] = useState<Kind>('picture');
  const session = editor.session.value;
  if (!session) return null;
  return (
    <Modal
      title={t('Share')}
      onClose={onClose}
      head={
        <div class="pn-modal-search">
          <Segments<Kind>
            label={t('Share as')}
            value={kind}
            options={KINDS.map(([key, title]) => [key, t(title)] as const)}
            onChange={setKind}
          />
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
