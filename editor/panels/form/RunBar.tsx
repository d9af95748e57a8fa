/** The button that runs the form, and the progress of the run. On a phone the bar stays at the bottom. */
import type { Editor } from '../../editor-context.ts';
import { isActive } from '../../run-state.ts';
import { secondsLeft } from '../text/time.ts';
import { Button } from '../ui/Button.tsx';
import { Progress } from '../ui/Progress.tsx';
import { useNow } from '../hooks/use-now.ts';
import { runBarText } from './run-bar-text.ts';
import { t } from '../../i18n/t.ts';

export function RunBar({ editor, onRun }: { readonly editor: Editor; readonly onRun: () => void }) {
  const { run } = editor.activity.value;
  const isRunning = run?.state === 'running';
  const hasRun = run !== undefined && isActive(run);
  const now = useNow(isRunning ? 1000 : undefined);
  const elapsed = run?.started === undefined ? 0 : Math.max(0, (now - run.started) / 1000);
  const left = isRunning ? secondsLeft(run.progress, elapsed) : undefined;
  const hasIssue = editor.issues.value.length > 0 && !hasRun;
  const batch = editor.settings.value.batch;
  return (
    <div class="pn-run-bar">
      {isRunning && <Progress value={run.progress} label={t('Progress')} />}
      <div class="pn-row">
        <Button
          kind="primary"
          icon="play"
          class="is-large"
          disabled={editor.connection.value === 'lost'}
          onClick={onRun}
        >
          {batch > 1 ? t('Run {count} times', { count: batch }) : t('Run')}
        </Button>
        {hasRun && (
          <Button icon="x" class="is-large" onClick={() => void editor.work.cancel()}>
            {t('Cancel')}
          </Button>
        )}
        <p class={hasIssue ? 'pn-small pn-grow pn-warned' : 'pn-small pn-grow'} role="status">
          {runBarText(editor, left)}
        </p>
      </div>
    </div>
  );
}
