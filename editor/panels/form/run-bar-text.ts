/** The sentence beside the Run button of the form. */
import type { Forecast } from '../../../engine/protocol/index.ts';
import { timeText } from '../../words.ts';
import type { Editor } from '../../editor-context.ts';
import { waitingRuns } from '../queue/order.ts';
import { readingText } from '../text/reading.ts';
import { t } from '../../i18n/t.ts';
import { sentenceOf } from '../../controls/fields/issue-text.ts';

/** @param left seconds that the active run still takes; undefined while that is not known. */
export function runBarText({ activity, runs, issues, forecast }: Editor, left: number | undefined): string {
  const { run } = activity.value;
  if (run?.state === 'running' && run.reading?.isAwaited) return readingText(run.reading);
  if (run?.state === 'running')
    return left === undefined ? t('Working…') : t('About {time} left', { time: timeText(left) });
  if (run?.state === 'queued') {
    const place = waitingRuns(runs.value).findIndex(({ id }) => id === run.id) + 1;
    return t('Number {place} in the queue', { place });
  }
  const [issue] = issues.value;
  if (issue) return sentenceOf(issue.message);
  return forecast.value ? forecastText(forecast.value) : '';
}

/** Only the time matters here: the form does not speak of nodes. */
function forecastText({ nodes, seconds }: Forecast): string {
  if (!nodes.some(({ action }) => action === 'run')) return t('Nothing has changed, so the result appears at once.');
  return seconds === undefined ? '' : t('Takes about {time}', { time: timeText(seconds) });
}
