/** The rows of the Open dialog. */
import type { DocumentInfo, SavedWorkflow } from '../../../engine/protocol/index.ts';
import { agoText } from '../text/time.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { t } from '../../i18n/t.ts';

export interface DraftRowProps {
  readonly draft: DocumentInfo;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly onOpen: () => void;
}

export function DraftRow({ draft, now, onOpen }: DraftRowProps) {
  return (
    <li class="pn-file">
      <button type="button" class="pn-file-open" onClick={onOpen}>
        <strong class="pn-clip">{draft.name}</strong>
        <span class="pn-small pn-clip">
          {draft.file === undefined
            ? t('Never saved')
            : t('Changed since it was saved as {file}', { file: draft.file })}
        </span>
      </button>
      <span class="pn-small pn-figures">{agoText(draft.modified, now)}</span>
    </li>
  );
}

export interface SavedRowProps {
  readonly file: SavedWorkflow;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether the row asks if the file is to be deleted. */
  readonly asked: boolean;
  /** Asks about a file, or about none. */
  readonly onAsk: (name: string | undefined) => void;
  readonly onOpen: () => void;
  readonly onDelete: () => void;
}

export function SavedRow({ file, now, asked, onAsk, onOpen, onDelete }: SavedRowProps) {
  if (asked) {
    return (
      <li
        class="pn-file pn-file-asked"
        data-file={file.name}
        role="group"
        aria-label={t('Delete {name}?', { name: file.name })}
      >
        <span class="pn-grow pn-clip">{t('Delete {name} for good?', { name: file.name })}</span>
        <Button onClick={() => onAsk(undefined)}>{t('Keep')}</Button>
        <Button kind="danger" onClick={onDelete}>
          {t('Delete')}
        </Button>
      </li>
    );
  }
  return (
    <li class="pn-file" data-file={file.name}>
      <button type="button" class="pn-file-open" onClick={onOpen}>
        <strong class="pn-clip">{file.title}</strong>
        <span class="pn-small pn-clip">
          {file.name}
          {file.description === undefined ? '' : ` · ${file.description}`}
        </span>
      </button>
      <span class="pn-small pn-figures">{agoText(file.modified, now)}</span>
      <IconButton
        icon="trash2"
        label={t('Delete {name}', { name: file.name })}
        danger
        onClick={() => onAsk(file.name)}
      />
    </li>
  );
}
