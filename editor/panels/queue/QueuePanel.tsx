/** The active run and the runs that wait behind it. */
import { isGivenUp } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { attempt } from '../attempt.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { GivenUpRuns } from './GivenUpRuns.tsx';
import { QueueButtons, QueueNotice } from './QueueMode.tsx';
import { waitingRuns } from './order.ts';
import { RunningRun } from './RunningRun.tsx';
import { WaitingRuns } from './WaitingRuns.tsx';
import { t } from '../../i18n/t.ts';

export function QueuePanel({ editor }: { readonly editor: Editor }) {
  const running = editor.runs.value.filter(({ state }) => state === 'running');
  const waiting = waitingRuns(editor.runs.value);
  const givenUp = editor.runs.value.filter(isGivenUp);
  return (
    <section class="pn-panel pn-queue" aria-label={t('Queue')}>
      <header class="pn-head">
        <h2>{t('Queue')}</h2>
        {waiting.length > 0 && (
          <Button kind="quiet" onClick={() => void attempt(editor, () => editor.api.clearQueue())}>
            {t('Clear all')}
          </Button>
        )}
        {running.length + waiting.length > 0 && <QueueButtons editor={editor} />}
      </header>
      <div class="pn-body">
        <QueueNotice editor={editor} />
        {running.map((run) => (
          <RunningRun key={run.id} editor={editor} run={run} />
        ))}
        {waiting.length > 0 && <WaitingRuns editor={editor} runs={waiting} />}
        {givenUp.length > 0 && <GivenUpRuns editor={editor} runs={givenUp} />}
        {running.length === 0 && waiting.length === 0 && givenUp.length === 0 && (
          <Empty icon="hourglass">{t('Nothing is running. Waiting runs appear here, and you can reorder them.')}</Empty>
        )}
      </div>
    </section>
  );
}
