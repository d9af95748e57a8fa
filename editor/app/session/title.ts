/** The title of the page: the progress of the run and the name of the document. */
import { effect } from '@preact/signals';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';

const NAME = 'Inkloom';

export function followTitle({ session, activity }: Editor): void {
  effect(() => {
    const shown = session.value;
    const state = stateText(activity.value.run);
    document.title = shown ? `${state}${t(shown.whole.value.name)} – ${NAME}` : NAME;
  });
}

function stateText(run: RunInfo | undefined): string {
  if (run?.state === 'running') return `${Math.round((run.progress ?? 0) * 100)}% · `;
  return run?.state === 'queued' ? `${t('Queued')} · ` : '';
}
