/** Saved workflows and what is open elsewhere, to be opened. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DocumentInfo, SavedWorkflow } from '../../../engine/protocol/index.ts';
import type { DocumentSource, Editor } from '../../editor-context.ts';
import { attempt } from '../attempt.ts';
import { fuzzySearch } from '../fuzzy.ts';
import { agoText } from '../text/time.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Icon } from '../../Icon.tsx';
import { Modal } from '../ui/Modal.tsx';
import { useLoaded } from '../ui/use-loaded.ts';

export function Open({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const [query, setQuery] = useState('');
  const [asked, setAsked] = useState<string>();
  const documents = useLoaded('documents', () => editor.api.documents());
  const now = Date.now();
  const saved = fuzzySearch(
    query,
    editor.saved.value.toSorted((a, b) => b.modified - a.modified),
    ({ title, name, description }) => [{ text: title, weight: 2 }, { text: name }, { text: description ?? '' }],
  ).map(({ item }) => item);
  const drafts =
    documents.state === 'done'
      ? fuzzySearch(
          query,
          documents.value.filter(({ unsaved }) => unsaved).toSorted((a, b) => b.modified - a.modified),
          ({ name }) => [{ text: name }],
        ).map(({ item }) => item)
      : [];
  const open = (source: DocumentSource): void => {
    onClose();
    void editor.work.open(source);
  };
  /** What was asked about last: its buttons come and go, and the focus with them. */
  const before = useRef<string>();
  const list = useRef<HTMLUListElement>(null);
  const search = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const name = asked ?? before.current;
    before.current = asked;
    if (name === undefined) return;
    const row = [...(list.current?.querySelectorAll<HTMLElement>('[data-file]') ?? [])].find(
      (each) => each.dataset['file'] === name,
    );
    const [first, second] = row?.querySelectorAll('button') ?? [];
    (asked === undefined ? (second ?? first) : first)?.focus();
  }, [asked]);
  const importAction = editor.actions.value.find(({ id }) => id === 'file.import');
  return (
    <Modal
      title="Open"
      onClose={onClose}
      head={
        <label class="pn-search pn-modal-search">
          <Icon name="search" />
          <span class="visually-hidden">Search saved workflows</span>
          <input
            ref={search}
            type="search"
            placeholder="Search"
            value={query}
            data-autofocus="true"
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
      }
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
              From this computer…
            </Button>
          )}
          <span class="pn-grow" />
          <Button kind="quiet" onClick={() => (editor.dialog.value = { kind: 'templates' })}>
            Templates
          </Button>
        </>
      }
    >
      {drafts.length > 0 && (
        <section aria-label="Drafts">
          <h3 class="pn-label">Drafts</h3>
          <ul class="pn-file-list">
            {drafts.map((draft) => (
              <DraftRow key={draft.id} draft={draft} now={now} onOpen={() => open({ document: draft.id })} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Saved">
        {drafts.length > 0 && saved.length > 0 && <h3 class="pn-label">Saved</h3>}
        <ul ref={list} class="pn-file-list">
          {saved.map((file) => (
            <SavedRow
              key={file.name}
              file={file}
              now={now}
              asked={asked === file.name}
              onAsk={setAsked}
              onOpen={() => open({ file: file.name })}
              onDelete={() => {
                search.current?.focus();
                before.current = undefined;
                setAsked(undefined);
                void attempt(editor, () => editor.api.deleteWorkflow(file.name));
              }}
            />
          ))}
        </ul>
      </section>
      {saved.length === 0 &&
        drafts.length === 0 &&
        (query === '' ? (
          <Empty icon="fileText">Nothing is saved yet. Workflows you save appear here.</Empty>
        ) : (
          <p class="pn-none" role="status">
            No workflow is called “{query}”.
          </p>
        ))}
    </Modal>
  );
}

function DraftRow({
  draft,
  now,
  onOpen,
}: {
  readonly draft: DocumentInfo;
  readonly now: number;
  readonly onOpen: () => void;
}) {
  return (
    <li class="pn-file">
      <button type="button" class="pn-file-open" onClick={onOpen}>
        <strong class="pn-clip">{draft.name}</strong>
        <span class="pn-small pn-clip">
          {draft.file === undefined ? 'Never saved' : `Changed since it was saved as ${draft.file}`}
        </span>
      </button>
      <span class="pn-small pn-figures">{agoText(draft.modified, now)}</span>
    </li>
  );
}

interface SavedRowProps {
  readonly file: SavedWorkflow;
  readonly now: number;
  /** Whether it is being asked if the file is to be deleted. */
  readonly asked: boolean;
  readonly onAsk: (name: string | undefined) => void;
  readonly onOpen: () => void;
  readonly onDelete: () => void;
}

function SavedRow({ file, now, asked, onAsk, onOpen, onDelete }: SavedRowProps) {
  if (asked) {
    return (
      <li class="pn-file pn-file-asked" data-file={file.name} role="group" aria-label={`Delete ${file.name}?`}>
        <span class="pn-grow pn-clip">Delete {file.name} for good?</span>
        <Button onClick={() => onAsk(undefined)}>Keep</Button>
        <Button kind="danger" onClick={onDelete}>
          Delete
        </Button>
      </li>
    );
  }
  return (
    <li class="pn-file" data-file={file.name}>
      <button type="button" class="pn-file-open" onClick={onOpen}>
        <strong class="pn-clip">{file.title}</strong>
        <span class="pn-small pn-clip">
          {file.name}
          {file.description === undefined ? '' : ` · ${file.description}`}
        </span>
      </button>
      <span class="pn-small pn-figures">{agoText(file.modified, now)}</span>
      <IconButton icon="trash2" label={`Delete ${file.name}`} danger onClick={() => onAsk(file.name)} />
    </li>
  );
}
