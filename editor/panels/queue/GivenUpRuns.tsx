/** Runs that the server gave up, because the process died again and again at the same step of them. */
import { GIVEN_UP, type RunInfo } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { said } from '../../i18n/said.ts';
import { t } from '../../i18n/t.ts';
import { attempt } from '../attempt.ts';
import { Button, IconButton } from '../ui/Button.tsx';

export function GivenUpRuns({ editor, runs }: { readonly editor: Editor; readonly runs: readonly RunInfo[] }) {
  return (
    <section class="pn-given-up-runs">
      <h3 class="pn-label">{t('{count} given up', { count: runs.length })}</h3>
      <ul class="pn-given-up" aria-label={t('Runs that were given up')}>
        {runs.map((run) => (
          <GivenUpRun key={run.id} editor={editor} run={run} />
        ))}
      </ul>
    </section>
  );
}

function GivenUpRun({ editor, run }: { readonly editor: Editor; readonly run: RunInfo }) {
  const number = String(run.number);
  const message = run.failures.find(({ code }) => code === GIVEN_UP)?.message ?? '';
  return (
    <li class="pn-given-up-run" aria-label={t('Run {number}, {name}, given up', { number, name: run.name })}>
      <div class="pn-row">
        <span class="pn-number">{run.number}</span>
        <span class="pn-grow pn-clip">{run.name}</span>
        <Button onClick={() => void attempt(editor, () => editor.api.runAgain(run.id))}>{t('Run again')}</Button>
        <IconButton
          icon="x"
          label={t('Remove run {number}', { number })}
          onClick={() => void attempt(editor, () => editor.api.deleteRun(run.id))}
        />
      </div>
      <p class="pn-small">{said(message)}</p>
    </li>
  );
}
