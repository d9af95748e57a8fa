/** Run, the number of runs, run on every change, and cancel: always in the same places. */
import type { Editor } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { isActive } from '../../run-state.ts';
import { changeSettings } from '../session/change-settings.ts';
import { isEmpty } from '../session/runs/is-empty.ts';
import { Batch } from './Batch.tsx';
import { RunOutlook } from './RunOutlook.tsx';
import { t } from '../../i18n/t.ts';

export function RunControls({ editor }: { readonly editor: Editor }) {
  const { run } = editor.activity.value;
  return (
    <div class="app-run" role="group" aria-label={t('Run')}>
      <AutoSwitch editor={editor} />
      <Batch editor={editor} />
      <RunOutlook editor={editor} />
      <RunButton editor={editor} />
      <button
        type="button"
        class="icon-button app-cancel"
        aria-label={t('Cancel the run')}
        title={t('Cancel the run (Ctrl+.)')}
        disabled={run === undefined || !isActive(run)}
        onClick={() => void editor.work.cancel()}
      >
        <Icon name="squareStop" />
      </button>
    </div>
  );
}

function AutoSwitch({ editor: { settings } }: { readonly editor: Editor }) {
  return (
    <label class="app-auto" title={t('Run on every change')}>
      <input
        type="checkbox"
        role="switch"
        class="app-switch"
        aria-label={t('Run on every change')}
        checked={settings.value.autoRun}
        onChange={(event) => changeSettings(settings, { autoRun: event.currentTarget.checked })}
      />
      <span>{t('Auto')}</span>
    </label>
  );
}

function RunButton({ editor }: { readonly editor: Editor }) {
  const { settings, session } = editor;
  const { batch } = settings.value;
  const offline = editor.connection.value === 'lost';
  const empty = isEmpty(editor);
  const hasProblems = !empty && editor.issues.value.length > 0;
  return (
    <button
      type="button"
      class={`app-run-button${hasProblems ? ' has-problems' : ''}`}
      disabled={!session.value || offline || empty}
      title={offline ? t('The server cannot be reached') : t('Run (Ctrl+Enter)')}
      onClick={() => void editor.work.run()}
    >
      <Icon name="play" />
      <span class="app-run-word">{batch > 1 ? t('Run ×{batch}', { batch }) : t('Run')}</span>
    </button>
  );
}
