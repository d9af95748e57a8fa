/** Run, the number of runs, run on every change, and cancel: always in the same places. */
import { parseNumber } from '../../controls/fields/number/parse.ts';
import type { Editor } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { isActive } from '../../run-state.ts';
import { changeSettings } from '../session/change-settings.ts';
import { isEmpty } from '../session/runs/is-empty.ts';
import { RunOutlook } from './RunOutlook.tsx';
import { t } from '../../i18n/t.ts';

/** The most runs that one press of Run queues. */
const MOST = 100;

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

function Batch({ editor: { settings } }: { readonly editor: Editor }) {
  const { batch } = settings.value;
  const set = (count: number): void => changeSettings(settings, { batch: Math.min(Math.max(count, 1), MOST) });
  return (
    <div class="app-batch" role="group" aria-label={t('Batch')}>
      <button
        type="button"
        class="app-batch-step"
        aria-label={t('One run fewer')}
        title={t('One run fewer')}
        disabled={batch <= 1}
        onClick={() => set(batch - 1)}
      >
        <Icon name="minus" />
      </button>
      <input
        class="app-batch-count"
        inputMode="numeric"
        aria-label={t('Number of runs')}
        title={t('Number of runs')}
        value={batch}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          set(Math.round(parseNumber(event.currentTarget.value) ?? 1));
          // Without a change there is no new rendering, and the field would keep its text.
          event.currentTarget.value = String(settings.peek().batch);
        }}
      />
      <button
        type="button"
        class="app-batch-step"
        aria-label={t('One run more')}
        title={t('One run more')}
        disabled={batch >= MOST}
        onClick={() => set(batch + 1)}
      >
        <Icon name="plus" />
      </button>
    </div>
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
