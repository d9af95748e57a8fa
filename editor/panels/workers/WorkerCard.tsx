/** A worker: what it does now, the models it has, and its memory. */
import type { WorkerInfo } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { agoText } from '../text/time.ts';
import { bytesText } from '../../words.ts';
import { said } from '../../i18n/said.ts';
import { WorkerRunView } from './WorkerRunView.tsx';
import { stateText } from './words.ts';

export interface WorkerCardProps {
  readonly editor: Editor;
  readonly worker: WorkerInfo;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function WorkerCard({ editor, worker, now }: WorkerCardProps) {
  const { name, state, since, run, problem, models, loaded, memory, devices, version } = worker;
  const rows: readonly (readonly [string, string, string?])[] = [
    [t('In memory'), loaded.join(', ') || t('nothing yet')],
    [t('Can serve'), t('{count, plural, one {# model} other {# models}}', { count: models.length }), models.join('\n')],
    [t('Computes on'), [...new Set([worker.device, ...worker.precisions])].join(', ')],
    ...devices.map(
      ({ name: device, used, limit }) =>
        [device, t('{used} of {limit}', { used: bytesText(used), limit: bytesText(limit) })] as const,
    ),
    [t('Free memory'), t('{used} of {limit}', { used: bytesText(memory.free), limit: bytesText(memory.total) })],
    [t('Runs done'), String(worker.done)],
  ];
  return (
    <article class={`wk-card is-${state}`} aria-label={t('Worker {name}, {state}', { name, state: stateText(state) })}>
      <header class="pn-row">
        <span class="wk-dot" />
        <span class="pn-grow pn-strong pn-clip" title={t('Inkloom {version}', { version })}>
          {name}
        </span>
        <span
          class="pn-small wk-state"
          title={state === 'draining' ? t('It takes no further run.') : undefined}
        >{`${stateText(state)} · ${agoText(since, now)}`}</span>
      </header>
      {problem !== undefined && <p class="wk-warning">{said(problem)}</p>}
      {run && <WorkerRunView editor={editor} run={run} />}
      <dl class="wk-facts">
        {rows.map(([term, text, title]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd title={title}>{text}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
