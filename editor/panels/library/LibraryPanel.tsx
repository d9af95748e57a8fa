/** All nodes by category, to find, drag to the canvas, or add by Enter. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { withOwnNodes } from '../../document/nested/own-nodes.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { keyHandler } from '../../key-events.ts';
import { type NodeChoice, nodeChoices, NOTE } from '../dialogs/node-choices.ts';
import { recentTypes } from '../dialogs/recent.ts';
import type { SessionProps } from '../props.ts';
import { Empty } from '../ui/Empty.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { addChoice } from './add-choice.ts';
import { favourites } from './favourites.ts';
import { LibraryRow } from './LibraryRow.tsx';
import { middleOfView } from './middle-of-view.ts';
import { searchNodes } from './search-nodes.ts';
import { librarySections, type LibrarySection } from './sections.ts';

export function LibraryPanel({ editor }: { readonly editor: Editor }) {
  const session = editor.session.value;
  return (
    <section class="pn-panel pn-library" aria-label={t('Library')}>
      <header class="pn-head">
        <h2>{t('Library')}</h2>
      </header>
      {session ? (
        <Library editor={editor} session={session} />
      ) : (
        <Empty icon="library">{t('Open a workflow to add nodes to it.')}</Empty>
      )}
    </section>
  );
}

function Library({ editor, session }: SessionProps) {
  const [query, setQuery] = useState('');
  const [recent, setRecent] = useState(recentTypes);
  /** Said to screen readers. */
  const [said, setSaid] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const types = editor.types.value;
  const { subgraphs } = session.document.workflow.value;
  const ownNodes = editor.ownNodes.value;
  const choices = useMemo(() => {
    const { workflow, own } = withOwnNodes(session.document.workflow.peek(), ownNodes);
    return nodeChoices(workflow, types, {}, [], own).filter(({ type }) => type !== NOTE.type);
  }, [types, subgraphs, session, ownNodes]);
  const stars = favourites.value;
  const found: LibrarySection = { key: 'found', title: t('Found'), choices: matching(query, choices) };
  const sections = query.trim() === '' ? librarySections(choices, stars, recent) : [found];
  const add = ({ type, title }: NodeChoice): void => {
    addChoice(editor, session, type, { at: middleOfView(session) });
    setRecent(recentTypes());
    setSaid(t('{node} was added.', { node: title }));
  };
  const rows = (): HTMLElement[] =>
    [...(list.current?.querySelectorAll<HTMLElement>('.pn-library-add') ?? [])].filter(isShown);
  const press = (event: KeyboardEvent): void => {
    const all = rows();
    const index = all.findIndex((row) => row === event.target);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: all.length - 1,
    };
    const to = index < 0 ? undefined : steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  };
  return (
    <>
      <SearchField
        label={t('Search for a node')}
        placeholder={t('Search')}
        query={query}
        onQuery={setQuery}
        onKey={(event) => {
          const [first] = found.choices;
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            rows()[0]?.focus();
          } else if (event.key === 'Enter' && query.trim() !== '' && first) add(first);
        }}
      />
      <div class="pn-body" ref={list} onKeyDown={keyHandler(press)}>
        {sections.every((section) => section.choices.length === 0) && (
          <p class="pn-none" role="status">
            {t('No node matches “{query}”.', { query })}
          </p>
        )}
        {sections.map((section) => (
          <details key={section.key} open class="pn-library-section">
            <summary class="pn-label">{section.title}</summary>
            <ul>
              {section.choices.map((choice) => (
                <LibraryRow
                  key={choice.type}
                  editor={editor}
                  choice={choice}
                  starred={stars.includes(choice.type)}
                  onAdd={() => add(choice)}
                />
              ))}
            </ul>
          </details>
        ))}
      </div>
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}

function matching(query: string, choices: readonly NodeChoice[]): readonly NodeChoice[] {
  return searchNodes(query, choices).map(({ item }) => item);
}

/** Whether the section of a row is open. */
function isShown(row: HTMLElement): boolean {
  return row.closest('details')?.open ?? true;
}
