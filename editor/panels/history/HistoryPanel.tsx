/** The gallery of finished runs. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { attempt } from '../attempt.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Segments } from '../ui/Segments.tsx';
import { useNow } from '../hooks/use-now.ts';
import { compareRuns } from './actions.ts';
import { Gallery } from './Gallery.tsx';
import { createRunPages, finishedRuns } from './pages.ts';
import { RunDetails } from './RunDetails.tsx';
import { t } from '../../i18n/t.ts';

type Scope = 'document' | 'all';

export function HistoryPanel({ editor }: { readonly editor: Editor }) {
  const [scope, setScope] = useState<Scope>('document');
  const shown = editor.session.value?.document.id;
  const document = scope === 'document' ? shown : undefined;
  return (
    <section class="pn-panel pn-history" aria-label={t('History')}>
      <header class="pn-head">
        <h2>{t('History')}</h2>
        {shown !== undefined && (
          <Segments<Scope>
            label={t('Runs of')}
            value={scope}
            options={[
              ['document', t('This workflow')],
              ['all', t('All')],
            ]}
            onChange={setScope}
          />
        )}
      </header>
      <Runs key={document ?? '*'} editor={editor} document={document} />
    </section>
  );
}

/** @param document whose runs to show. Undefined: those of all documents. */
function Runs({ editor, document }: { readonly editor: Editor; readonly document: string | undefined }) {
  const pages = useMemo(() => createRunPages(editor.api, document), [document]);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const now = useNow(30_000);
  useEffect(() => {
    void pages.more();
  }, [pages]);

  const runs = finishedRuns(editor.runs.value, pages.loaded.value, document);
  const chosen = selected.flatMap((id) => runs.find((run) => run.id === id) ?? []);
  const remove = async (run: RunInfo): Promise<void> => {
    const gone = await attempt(editor, () => editor.api.deleteRun(run.id));
    if (gone) pages.drop([run.id]);
  };
  const [first, second] = chosen;

  if (runs.length === 0 && !pages.loading.value) {
    return (
      <div class="pn-body">
        {pages.error.value === undefined ? (
          <Empty icon="images">
            {document === undefined
              ? t('Finished runs appear here, with their pictures and the graph that made them.')
              : t('This workflow has no finished runs yet.')}
          </Empty>
        ) : (
          <Empty icon="triangleAlert" action={<Button onClick={() => void pages.more()}>{t('Try again')}</Button>}>
            {pages.error.value}
          </Empty>
        )}
      </div>
    );
  }
  return (
    <>
      <Gallery
        editor={editor}
        runs={runs}
        pages={pages}
        now={now}
        selected={selected}
        onSelect={setSelected}
        onRemove={(run) => void remove(run)}
      />
      {first && second && chosen.length === 2 && (
        <div class="pn-run-details pn-actions" role="group" aria-label={t('Two runs')}>
          <span class="pn-grow">
            {t('Runs {first} and {second}', { first: String(first.number), second: String(second.number) })}
          </span>
          <Button icon="gitCompareArrows" kind="primary" onClick={() => compareRuns(editor, first, second)}>
            {t('Compare')}
          </Button>
        </div>
      )}
      {first && chosen.length === 1 && (
        <RunDetails
          key={first.id}
          editor={editor}
          run={first}
          before={runs[runs.indexOf(first) + 1]}
          now={now}
          onRemove={(run) => void remove(run)}
        />
      )}
    </>
  );
}
