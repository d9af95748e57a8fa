/** The result of the latest run for a node, and the forecast of the next run. */
import type { NodeActivity } from '../../../engine/protocol/index.ts';
import { timeText } from '../../words.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { flatId } from '../../document/nested/path.ts';
import type { NodeProps } from '../props.ts';
import { forecastText } from '../text/reasons.ts';
import { t } from '../../i18n/t.ts';

export function NodeRun({ editor, session, node }: NodeProps) {
  const workflow = session.document.workflow.value;
  const activity = editor.activity.value.nodes[node];
  const { nodes = [], inside = [] } = editor.forecast.value ?? {};
  const id = flatId(session.path.value, node);
  const forecast = [...nodes, ...inside].find((each) => each.node === id);
  // Until the node is done, a forecast would only confuse.
  const isActive = activity?.state === 'running' || activity?.state === 'queued';
  if (!activity && !forecast) return null;
  return (
    <div class="pn-facts-text">
      {activity && <p>{activityText(activity)}</p>}
      {activity?.notes?.map((note) => (
        <p key={note} class="pn-small">
          {note}
        </p>
      ))}
      {forecast && !isActive && (
        <p>{forecastText(forecast, shapeOf(workflow, editor.types.value, workflow.nodes[node]?.type ?? ''))}</p>
      )}
    </div>
  );
}

/** One sentence about a node in the latest run. */
function activityText({ state, origin, seconds, value, max, message }: NodeActivity): string {
  switch (state) {
    case 'queued':
      return t('It waits for its turn.');
    case 'running':
      return value !== undefined && max !== undefined
        ? t('It is running, step {value} of {max}.', { value, max })
        : t('It is running.');
    case 'done':
      if (origin === 'memory' || origin === 'disk' || origin === 'store') return reusedText(origin);
      if (origin === 'shared') return t('Another run computed its result at the same time.');
      return seconds === undefined
        ? t('The last run computed it.')
        : t('The last run computed it in {time}.', { time: timeText(seconds) });
    case 'failed':
      return message === undefined ? t('It failed.') : t('It failed: {message}', { message });
    case 'skipped':
      return t('The last run skipped it, because a node it depends on failed.');
    case 'cancelled':
      return t('The last run was cancelled before it was done.');
  }
}

function reusedText(origin: 'memory' | 'disk' | 'store'): string {
  switch (origin) {
    case 'memory':
      return t('The last run reused its result from memory.');
    case 'disk':
      return t('The last run reused its result from the disk.');
    case 'store':
      return t('The last run reused its result from the store that machines share.');
  }
}
