/** The marks of nodes, drawn as on the canvas, and the one meaning of each. */
import type { NodeForecast } from '../../../engine/protocol/index.ts';
import { modeStatus, type StatusFacts, type StatusText, statusText } from '../../controls/widgets/status-text.ts';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';

export function Marks() {
  return (
    <section class="pn-marks" aria-label={t('Marks of nodes')}>
      <h3 class="pn-label">{t('Marks of nodes')}</h3>
      <dl>
        {marks().map(({ shown, meaning }) => (
          <div key={meaning} class="pn-mark-line">
            <dt>
              {shown.map((each) => (
                <Status key={each.text} status={each} />
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
        <div class="pn-mark-line">
          <dt>
            <span class="picture-earlier">{t('Earlier')}</span>
          </dt>
          <dd>{t('The picture is of another state of the graph. Point at it to see what has changed.')}</dd>
        </div>
      </dl>
    </section>
  );
}

function Status({ status: { kind, icon, text } }: { readonly status: StatusText }) {
  return (
    <span class="node-status" data-kind={kind}>
      {icon && <Icon name={icon} />}
      <span class="status-text">{text}</span>
    </span>
  );
}

interface Mark {
  /** States that have one meaning. */
  readonly shown: readonly StatusText[];
  readonly meaning: string;
}

function marks(): readonly Mark[] {
  const run = { node: '', type: '', action: 'run', why: { kind: 'first-time' }, seconds: undefined } as const;
  return [
    { shown: [soon(run)], meaning: t('The next run computes it.') },
    {
      shown: [soon({ node: '', type: '', action: 'maybe' }), soon({ node: '', type: '', action: 'not-needed' })],
      meaning: t('The next run may not ask for it, or will not.'),
    },
    {
      shown: [soon({ node: '', type: '', action: 'reuse', tier: 'memory' }), now({ state: 'done', origin: 'memory' })],
      meaning: t('Its result is known: nothing is computed.'),
    },
    { shown: [now({ state: 'queued' })], meaning: t('Its turn in this run has not come.') },
    { shown: [now({ state: 'running', value: 3, max: 20 })], meaning: t('It is being computed.') },
    {
      shown: [now({ state: 'done', seconds: 3 })],
      meaning: t('The last run computed it, and nothing has changed since.'),
    },
    {
      shown: [statusText({ ...NOTHING, problem: '' })],
      meaning: t('Something has to be mended first. Point at it to see what.'),
    },
    { shown: [now({ state: 'failed' })], meaning: t('The last run failed here, and the mark says why.') },
    {
      shown: [modeStatus('mute'), modeStatus('bypass'), now({ state: 'skipped' }), now({ state: 'cancelled' })],
      meaning: t('It is left out, by you or by a run.'),
    },
  ];
}

const NOTHING: StatusFacts = { activity: undefined, isRunning: false, forecast: undefined, left: undefined };

const soon = (forecast: NodeForecast): StatusText => statusText({ ...NOTHING, forecast });
const now = (activity: NonNullable<StatusFacts['activity']>): StatusText =>
  statusText({ ...NOTHING, activity, isRunning: true });
