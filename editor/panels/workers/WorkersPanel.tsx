/** The workers of the fleet: which there are, what each does, and how to add one. */
import { useEffect } from 'preact/hooks';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { useNow } from '../hooks/use-now.ts';
import { IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { GoneRow } from './GoneRow.tsx';
import { NoWorkers } from './NoWorkers.tsx';
import { WorkerCard } from './WorkerCard.tsx';
import '../../style/panels/workers.css';

export interface WorkersPanelProps {
  readonly editor: Editor;
  readonly close: () => void;
}

export function WorkersPanel({ editor, close }: WorkersPanelProps) {
  const { fleet } = editor;
  useEffect(() => fleet.open(), [fleet]);
  const minute = useNow(15_000);
  const present = fleet.now.value;
  // A report is newer than the clock of the last tick.
  const now = Math.max(minute, ...(present?.workers ?? []).map(({ since }) => since));
  return (
    <section class="pn-panel wk-panel" aria-label={t('Workers')}>
      <header class="pn-head">
        <h2>{t('Workers')}</h2>
        <IconButton icon="x" label={t('Close the workers')} onClick={close} />
      </header>
      <div class="pn-body">
        {present?.isReachable === false && (
          <p class="wk-warning" role="alert">
            {t('The queue does not answer. Runs wait until it does, and nothing of them is lost.')}
          </p>
        )}
        {present && present.workers.length === 0 && present.isReachable !== false && <NoWorkers fleet={present} />}
        {present?.workers.map((worker) => (
          <WorkerCard key={worker.id} editor={editor} worker={worker} now={now} />
        ))}
        {fleet.gone.value.map((gone) => (
          <GoneRow key={gone.worker.id} gone={gone} now={Math.max(minute, gone.since)} />
        ))}
        {!present && <Empty icon="server">{fleet.failure.value ?? t('Asking the server for its workers…')}</Empty>}
      </div>
    </section>
  );
}
