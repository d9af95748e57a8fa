/** The whole graph as a list, to read, search and build without the canvas. */
import { useComputed } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import { selectedOf } from '../../document/selection.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { fuzzySearch, type WeightedText } from '../fuzzy.ts';
import type { SessionProps } from '../props.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { addAtEnd } from './add-at-end.ts';
import { NodeEditor } from './NodeEditor.tsx';
import { OutlineTree } from './OutlineTree.tsx';
import { structureOf } from './structure.ts';
import { outlineRows, type OutlineRow } from './tree.ts';
import { t } from '../../i18n/t.ts';

export function OutlinePanel({ editor }: { readonly editor: Editor }) {
  const session = editor.session.value;
  return (
    <section class="pn-panel pn-outline" aria-label={t('Outline')}>
      <header class="pn-head">
        <h2>{t('Outline')}</h2>
        <IconButton
          icon="plus"
          label={t('Add a node')}
          disabled={!session}
          onClick={() => session && addAtEnd(editor, session)}
        />
      </header>
      {session ? (
        <Outline key={session.document.id} editor={editor} session={session} />
      ) : (
        <Empty icon="workflow">{t('Open a workflow to see its nodes here.')}</Empty>
      )}
    </section>
  );
}

function Outline({ editor, session }: SessionProps) {
  const [query, setQuery] = useState('');
  const { workflow } = session.document;
  // These ignore values and positions, so that editing values and moving nodes render nothing here.
  const structure = useComputed(() => structureOf(workflow.value));
  const groups = useComputed(() => workflow.value.view?.groups);
  const notes = useComputed(() => workflow.value.view?.notes);
  const rows = useMemo(() => outlineRows(workflow.peek()), [structure.value, groups.value, notes.value]);
  const wanted = query.trim();
  const shown = useMemo(() => {
    if (wanted === '') return rows;
    return fuzzySearch(wanted, rows, (row) => textsOf(editor, session, row)).map(({ item }) => item);
  }, [rows, wanted]);
  if (rows.length === 0) {
    return (
      <Empty
        icon="workflow"
        action={
          <Button icon="plus" onClick={() => addAtEnd(editor, session)}>
            {t('Add a node')}
          </Button>
        }
      >
        {t('The graph is empty. You can add nodes and connect them here, without the canvas.')}
      </Empty>
    );
  }
  return (
    <>
      <SearchField label={t('Search the outline')} query={query} onQuery={setQuery} />
      <div class="pn-body">
        {shown.length === 0 ? (
          <p class="pn-none" role="status">
            {t('Nothing matches “{query}”.', { query: wanted })}
          </p>
        ) : (
          <OutlineTree editor={editor} session={session} rows={shown} flat={wanted !== ''} />
        )}
      </div>
      <SelectedNode editor={editor} session={session} />
    </>
  );
}

/** The texts of a row to search in. */
function textsOf(editor: Editor, session: Session, row: OutlineRow): WeightedText[] {
  if (row.kind !== 'node') return [{ text: row.kind === 'group' ? row.title : row.text }];
  const workflow = session.document.workflow.peek();
  return [
    { text: nodeTitle(workflow, editor.types.peek(), row.id) },
    { text: row.id },
    { text: workflow.nodes[row.id]?.type ?? '' },
  ];
}

/** The node editor, if exactly one node is selected. */
function SelectedNode({ editor, session }: SessionProps) {
  const only = useComputed(() => {
    const [first, ...others] = selectedOf(session.selection.value, 'node');
    return others.length === 0 && first !== undefined && session.document.workflow.value.nodes[first]
      ? first
      : undefined;
  }).value;
  return only === undefined ? null : <NodeEditor key={only} editor={editor} session={session} node={only} />;
}
