/** Run, how often, by itself, and cancel: always in the same places. */
import type { Editor, Settings } from '../../editor-context.ts';
import { forecastText } from '../session/forecast-text.ts';
import { isActive } from '../session/run.ts';
import { Icon } from './Icon.tsx';

const MOST = 100;

/** A sheet nobody drew on has no problems yet. */
export function isEmpty({ session }: Editor): boolean {
  return Object.keys(session.value?.document.workflow.value.nodes ?? {}).length === 0;
}

export function RunControls({ editor }: { readonly editor: Editor }) {
  const { settings, session, activity, issues } = editor;
  const { batch, autoRun } = settings.value;
  const { run } = activity.value;
  const change = (next: Partial<Settings>): void => void (settings.value = { ...settings.peek(), ...next });
  const offline = editor.connection.value === 'lost';
  const empty = isEmpty(editor);
  const problems = empty ? 0 : issues.value.length;
  const text =
    problems > 0 ? (problems === 1 ? '1 problem' : `${problems} problems`) : forecastText(editor.forecast.value);
  const active = run !== undefined && isActive(run);
  return (
    <div class="app-run" role="group" aria-label="Run">
      <label class="app-auto" title="Run on every change">
        <input
          type="checkbox"
          role="switch"
          class="app-switch"
          aria-label="Run on every change"
          checked={autoRun}
          onChange={(event) => change({ autoRun: event.currentTarget.checked })}
        />
        <span>Auto</span>
      </label>
      <div class="app-batch" role="group" aria-label="How often">
        <button
          type="button"
          class="app-batch-step"
          aria-label="Once less"
          title="Once less"
          disabled={batch <= 1}
          onClick={() => change({ batch: batch - 1 })}
        >
          <Icon name="minus" />
        </button>
        <input
          class="app-batch-count"
          inputMode="numeric"
          aria-label="Number of runs"
          title="Number of runs"
          value={batch}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) =>
            change({ batch: Math.min(Math.max(Math.round(Number(event.currentTarget.value)) || 1, 1), MOST) })
          }
        />
        <button
          type="button"
          class="app-batch-step"
          aria-label="Once more"
          title="Once more"
          disabled={batch >= MOST}
          onClick={() => change({ batch: batch + 1 })}
        >
          <Icon name="plus" />
        </button>
      </div>
      <button
        type="button"
        class={`app-run-button${problems > 0 ? ' has-problems' : ''}`}
        disabled={!session.value || offline || empty}
        title={offline ? 'The server cannot be reached' : 'Run (Ctrl+Enter)'}
        onClick={() => void editor.work.run()}
      >
        <Icon name="play" />
        <span class="app-run-word">{batch > 1 ? `Run ×${batch}` : 'Run'}</span>
        {text !== undefined && <span class="app-run-text">{text}</span>}
      </button>
      <button
        type="button"
        class="icon-button app-cancel"
        aria-label="Cancel the run"
        title="Cancel the run (Ctrl+.)"
        disabled={!active}
        onClick={() => void editor.work.cancel()}
      >
        <Icon name="squareStop" />
      </button>
    </div>
  );
}
