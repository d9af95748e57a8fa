/** Pauses the queue and lets it finish, and says so while it does not go on as usual. */
import type { QueueMode } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { attempt } from '../attempt.ts';
import { Button } from '../ui/Button.tsx';

function setMode(editor: Editor, mode: QueueMode): void {
  void attempt(editor, () => editor.api.setQueueMode(mode));
}

/** Buttons for the head of the panel. */
export function QueueButtons({ editor }: { readonly editor: Editor }) {
  if (editor.queueMode.value !== 'open') return null;
  return (
    <>
      <Button
        kind="quiet"
        title={t('Start no more runs for now. The one that is running goes on.')}
        onClick={() => setMode(editor, 'paused')}
      >
        {t('Pause')}
      </Button>
      <Button
        kind="quiet"
        title={t('Take no new runs, and finish those that wait: before the server is stopped.')}
        onClick={() => setMode(editor, 'draining')}
      >
        {t('Finish up')}
      </Button>
    </>
  );
}

/** What a queue that is not open does, and the way back. */
export function QueueNotice({ editor }: { readonly editor: Editor }) {
  const mode = editor.queueMode.value;
  if (mode === 'open') return null;
  const isPaused = mode === 'paused';
  return (
    <div class="pn-queue-mode pn-row" role="status">
      <span class="pn-grow">
        {isPaused ? t('Paused: no run starts.') : t('No new runs are taken. Those that wait are finished.')}
      </span>
      <Button onClick={() => setMode(editor, 'open')}>{isPaused ? t('Resume') : t('Take runs again')}</Button>
    </div>
  );
}
