/** Asks for a name to save the document under. */
import { useId, useState } from 'preact/hooks';
import { fileNameOf } from '../../document/transfer/share.ts';
import type { DialogProps } from '../props.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { fileNameProblem } from './share/file-name.ts';
import { t } from '../../i18n/t.ts';

export function SaveAs({ editor, onClose }: DialogProps) {
  const session = editor.session.value;
  const [name, setName] = useState(() => session?.info.peek().file ?? fileNameOf(session?.whole.peek().name ?? ''));
  const [busy, setBusy] = useState(false);
  const id = useId();
  const text = name.trim();
  const problem = fileNameProblem(name);
  const own = session?.info.value.file;
  const exists =
    problem === undefined &&
    text !== own &&
    editor.saved.value.some((file) => file.name.toLowerCase() === text.toLowerCase());
  const hint = exists
    ? t('There is a workflow with this name. Saving replaces it.')
    : t('It is saved as {file} in the folder of your workflows.', { file: `${text}.json` });
  const save = async (): Promise<void> => {
    if (problem !== undefined || busy) return;
    setBusy(true);
    const saved = await editor.work.save({ name: text, overwrite: exists });
    setBusy(false);
    if (saved) onClose();
  };
  return (
    <Modal
      title={t('Save as')}
      size="small"
      onClose={onClose}
      foot={
        <>
          <span class="pn-grow" />
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button
            kind={exists ? 'danger' : 'primary'}
            icon="save"
            disabled={problem !== undefined || busy}
            onClick={() => void save()}
          >
            {exists ? t('Overwrite') : t('Save')}
          </Button>
        </>
      }
    >
      <form
        class="pn-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!exists) void save();
        }}
      >
        <div class="pn-text-field">
          <label for={id} class="pn-label">
            {t('Name')}
          </label>
          <input
            id={id}
            type="text"
            class="pn-text"
            value={name}
            data-autofocus="true"
            spellcheck={false}
            autocomplete="off"
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-hint`}
            onInput={(event) => setName(event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
          />
          <p
            id={`${id}-hint`}
            class={problem === undefined && !exists ? 'pn-small' : 'pn-small pn-wrong'}
            role="status"
          >
            {problem ?? hint}
          </p>
        </div>
      </form>
    </Modal>
  );
}
