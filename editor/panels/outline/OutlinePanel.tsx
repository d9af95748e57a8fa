/** The whole graph as a list: read in order, searched, and built here without the canvas. */
import { useComputed } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import { selectedOf } from '../../document/selection.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { fuzzySearch, type WeightedText } from '../fuzzy.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Icon } from '../../Icon.tsx';
import { addAtEnd } from './add-at-end.ts';
import { NodeEditor } from './NodeEditor.tsx';
import { OutlineTree } from './OutlineTree.tsx';
import { structureOf } from './structure.ts';
import { outlineRows, type OutlineRow } from './tree.ts';

export function OutlinePanel({ editor }: { readonly editor: Editor }) {
  const session = editor.session.value;
  return (
    <section class="pn-panel pn-outline" aria-label="Outline">
      <header class="pn-head">
        <h2>Outline</h2>
        <IconButton
          icon="plus"
          label="Add a node"
          disabled={!session}
          onClick={() => session && addAtEnd(editor, session)}
        />
      </header>
      {session ? (
        <Outline key={session.document.id} editor={editor} session={session} />
      ) : (
        <Empty icon="workflow">Open a workflow to see its nodes here.</Empty>
      )}
    </section>
  );
}

interface OutlineProps {
  readonly editor: Editor;
  readonly session: Session;
}

function Outline({ editor, session }: OutlineProps) {
  const [query, setQuery] = useState('');
  const { workflow } = session.document;
  // Values and places are of no interest here: setting and moving draws nothing.
  const structure = useComputed(() => structureOf(workflow.value));
  const groups = useComputed(() => workflow.value.view?.groups);
  const notes = useComputed(() => workflow.value.view?.notes);
  const rows = useMemo(() => outlineRows(workflow.peek()), [structure.value, groups.value, notes.value]);
  const wanted = query.trim();
  const shown = useMemo(
    () =>
      wanted === '' ? rows : fuzzySearch(wanted, rows, (row) => textsOf(editor, session, row)).map(({ item }) => item),
    [rows, wanted],
  );
  if (rows.length === 0) {
    return (
      <Empty
        icon="workflow"
        action={
          <Button icon="plus" onClick={() => addAtEnd(editor, session)}>
            Add a node
          </Button>
        }
      >
        The graph is empty. Add nodes here and connect them without the canvas.
      </Empty>
    );
  }
  return (
    <>
      <label class="pn-search">
        <Icon name="search" />
        <span class="visually-hidden">Search the outline</span>
        <input
          type="search"
          placeholder="Search"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </label>
      <div class="pn-body">
        {shown.length === 0 ? (
          <p class="pn-none" role="status">
            Nothing is called “{wanted}”.
          </p>
        ) : (
          <OutlineTree editor={editor} session={session} rows={shown} flat={wanted !== ''} />
        )}
      </div>
      <SelectedNode editor={editor} session={session} />
    </>
  );
}

function textsOf(editor: Editor, session: Session, row: OutlineRow): WeightedText[] {
  if (row.kind !== 'node') return [{ text: row.kind === 'group' ? row.title : row.text }];
  const workflow = session.document.workflow.peek();
  return [
    { text: nodeTitle(workflow, editor.types.peek(), row.id) },
    { text: row.id },
    { text: workflow.nodes[row.id]?.type ?? '' },
  ];
}

function SelectedNode({ editor, session }: OutlineProps) {
  const only = useComputed(() => {
    const [first, ...others] = selectedOf(session.selection.value, 'node');
    return others.length === 0 && first !== undefined && session.document.workflow.value.nodes[first]
      ? first
      : undefined;
  }).value;
  return only === undefined ? null : <NodeEditor key={only} editor={editor} session={session} node={only} />;
}
