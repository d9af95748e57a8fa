/** Opens a saved workflow, or a document that the server still has as a draft. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DocumentInfo, SavedWorkflow } from '../../../engine/protocol/index.ts';
import type { DocumentSource } from '../../editor-context.ts';
import { attempt } from '../attempt.ts';
import { fuzzySearch } from '../fuzzy.ts';
import { useLoaded } from '../hooks/use-loaded.ts';
import type { DialogProps } from '../props.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Modal } from '../ui/Modal.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { DraftRow, SavedRow } from './OpenRows.tsx';
import { t } from '../../i18n/t.ts';

export function Open({ editor, onClose }: DialogProps) {
  const [query, setQuery] = useState('');
  /** Name of the file that the user is asked about, before it is deleted. */
  const [asked, setAsked] = useState<string>();
  const documents = useLoaded('documents', () => editor.api.documents());
  const now = Date.now();
  const saved = savedMatching(query, editor.saved.value);
  const drafts = documents.state === 'done' ? draftsMatching(query, documents.value) : [];
  const search = useRef<HTMLInputElement>(null);
  const { list, forget } = useAskedFocus(asked);
  const open = (source: DocumentSource): void => {
    onClose();
    void editor.work.open(source);
  };
  const remove = (name: string): void => {
    search.current?.focus();
    forget();
    setAsked(undefined);
    void attempt(editor, () => editor.api.deleteWorkflow(name));
  };
  const importAction = editor.actions.value.find(({ id }) => id === 'file.import');
  const isEmpty = saved.length === 0 && drafts.length === 0;
  return (
    <Modal
      title={t('Open')}
      onClose={onClose}
      head={<SearchField label={t('Search saved workflows')} query={query} onQuery={setQuery} field={search} inModal />}
      foot={
        <>
          {importAction && (
            <Button
              icon="folderOpen"
              onClick={() => {
                onClose();
                void importAction.run();
              }}
            >
              {t('From this computer…')}
            </Button>
          )}
          <span class="pn-grow" />
          <Button kind="quiet" onClick={() => (editor.dialog.value = { kind: 'templates' })}>
            {t('Templates')}
          </Button>
        </>
      }
    >
      {drafts.length > 0 && (
        <section aria-label={t('Drafts')}>
          <h3 class="pn-label">{t('Drafts')}</h3>
          <ul class="pn-file-list">
            {drafts.map((draft) => (
              <DraftRow key={draft.id} draft={draft} now={now} onOpen={() => open({ document: draft.id })} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t('Saved')}>
        {drafts.length > 0 && saved.length > 0 && <h3 class="pn-label">{t('Saved')}</h3>}
        <ul ref={list} class="pn-file-list">
          {saved.map((file) => (
            <SavedRow
              key={file.name}
              file={file}
              now={now}
              asked={asked === file.name}
              onAsk={setAsked}
              onOpen={() => open({ file: file.name })}
              onDelete={() => remove(file.name)}
            />
          ))}
        </ul>
      </section>
      {isEmpty && query === '' && (
        <Empty icon="fileText">{t('Nothing is saved yet. What you save appears here.')}</Empty>
      )}
      {isEmpty && query !== '' && (
        <p class="pn-none" role="status">
          {t('No workflow matches “{query}”.', { query })}
        </p>
      )}
    </Modal>
  );
}

function latestFirst<T extends { readonly modified: number }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => b.modified - a.modified);
}

function savedMatching(query: string, files: readonly SavedWorkflow[]): readonly SavedWorkflow[] {
  const hits = fuzzySearch(query, latestFirst(files), ({ title, name, description }) => [
    { text: title, weight: 2 },
    { text: name },
    { text: description ?? '' },
  ]);
  return hits.map(({ item }) => item);
}

function draftsMatching(query: string, documents: readonly DocumentInfo[]): readonly DocumentInfo[] {
  const drafts = latestFirst(documents.filter(({ unsaved }) => unsaved));
  return fuzzySearch(query, drafts, ({ name }) => [{ text: name }]).map(({ item }) => item);
}

/**
 * Moves the focus with the question whether to delete a file, whose buttons replace those of the row: to the question
 * when it appears, back to the button that asked when it is answered with no.
 */
function useAskedFocus(asked: string | undefined) {
  const before = useRef<string>();
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const name = asked ?? before.current;
    before.current = asked;
    if (name === undefined) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-file]') ?? [])];
    const row = rows.find((each) => each.dataset['file'] === name);
    const [first, second] = row?.querySelectorAll('button') ?? [];
    const target = asked === undefined ? (second ?? first) : first;
    target?.focus();
  }, [asked]);
  return { list, forget: () => (before.current = undefined) };
}
