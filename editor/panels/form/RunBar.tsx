/** The button that runs the form, and how far the run is; on phones it stays at the bottom. */
import type { Editor } from '../../editor-context.ts';
import { waitingRuns } from '../queue/order.ts';
import { forecastSummary } from '../text/reasons.ts';
import { durationText, secondsLeft } from '../text/time.ts';
import { Button } from '../ui/Button.tsx';
import { Progress } from '../ui/Progress.tsx';
import { useNow } from '../ui/use-now.ts';

export function RunBar({ editor, onRun }: { readonly editor: Editor; readonly onRun: () => void }) {
  const { run } = editor.activity.value;
  const isRunning = run?.state === 'running';
  const isWaiting = run?.state === 'queued';
  const now = useNow(isRunning ? 1000 : undefined);
  const elapsed = run?.started === undefined ? 0 : Math.max(0, (now - run.started) / 1000);
  const left = isRunning ? secondsLeft(run.progress, elapsed) : undefined;
  const [issue] = editor.issues.value;
  const forecast = editor.forecast.value;
  const batch = editor.settings.value.batch;
  return (
    <div class="pn-run-bar">
      {isRunning && <Progress value={run.progress} label="Progress" />}
      <div class="pn-row">
        <Button
          kind="primary"
          icon="play"
          class="is-large"
          disabled={editor.connection.value === 'lost'}
          onClick={onRun}
        >
          {batch > 1 ? `Run ${batch} times` : 'Run'}
        </Button>
        {(isRunning || isWaiting) && (
          <Button icon="x" class="is-large" onClick={() => void editor.work.cancel()}>
            Cancel
          </Button>
        )}
        <p class={issue && !isRunning && !isWaiting ? 'pn-small pn-grow pn-warned' : 'pn-small pn-grow'} role="status">
          {isRunning
            ? left === undefined
              ? 'Working'
              : `About ${durationText(left)} left`
            : isWaiting
              ? `Waits in the queue, number ${waitingRuns(editor.runs.value).findIndex(({ id }) => id === run.id) + 1}`
              : issue
                ? issue.message
                : forecast
                  ? plain(forecastSummary(forecast))
                  : ''}
        </p>
      </div>
    </div>
  );
}

/** Only the time matters here: the form does not speak of nodes. */
function plain(summary: string): string {
  const [, time] = /in (about [^,.]+?)( and what|,|\.$|\.\s|$)/.exec(summary) ?? [];
  if (summary.startsWith('Nothing to compute')) return 'Nothing changed: the result is there at once.';
  return time === undefined ? '' : `Takes ${time}`;
}
