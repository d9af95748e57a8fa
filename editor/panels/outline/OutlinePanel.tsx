/** The whole graph as a list: read in order, searched, and built here without the canvas. */
import { useMemo, useState } from 'preact/hooks';
import { selectedOf } from '../../document/selection.ts';
import { nodeTitle } from '../../document/titles.ts';
import type { Editor } from '../../editor.ts';
import { fuzzySearch } from '../fuzzy.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Icon } from '../ui/Icon.tsx';
import { addAtEnd } from './add-at-end.ts';
import { NodeEditor } from './NodeEditor.tsx';
import { OutlineTree } from './OutlineTree.tsx';
import { outlineRows, type OutlineRow } from './tree.ts';

export function OutlinePanel({ editor }: { readonly editor: Editor }) {
  const [query, setQuery] = useState('');
  const session = editor.session.value;
  const workflow = session?.document.workflow.value;
  const types = editor.types.value;
  const rows = useMemo(() => (workflow ? outlineRows(workflow) : []), [workflow?.nodes, workflow?.view?.groups, workflow?.view?.notes]);
  const text = (row: OutlineRow): string => (row.kind === 'node' && workflow ? nodeTitle(workflow, types, row.id) : row.kind === 'group' ? row.title : row.kind === 'note' ? row.text : '');
  const shown = query.trim() === '' ? rows : fuzzySearch(query, rows, (row) => [{ text: text(row) }, ...(row.kind === 'node' ? [{ text: row.id }, { text: workflow?.nodes[row.id]?.type ?? '' }] : [])]).map(({ item }) => item);
  const [only, ...others] = session ? selectedOf(session.selection.value, 'node') : [];
  return (
    <section class="pn-panel pn-outline" aria-label="Outline">
      <header class="pn-head">
        <h2>Outline</h2>
        <IconButton icon="plus" label="Add a node" disabled={!session} onClick={() => session && addAtEnd(editor, session)} />
      </header>
      {session && rows.length > 0 && (
        <label class="pn-search">
          <Icon name="search" />
          <span class="visually-hidden">Search the outline</span>
          <input type="search" placeholder="Search" value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
        </label>
      )}
      <div class="pn-body">
        {!session || rows.length === 0 ? (
          <Empty icon="workflow" action={session && <Button icon="plus" onClick={() => addAtEnd(editor, session)}>Add a node</Button>}>The graph is empty. Add nodes here and connect them without the canvas.</Empty>
        ) : shown.length === 0 ? (
          <p class="pn-none" role="status">Nothing is called “{query}”.</p>
        ) : (
          <OutlineTree editor={editor} session={session} rows={shown} flat={query.trim() !== ''} />
        )}
      </div>
      {session && workflow && only !== undefined && others.length === 0 && workflow.nodes[only] && <NodeEditor key={only} editor={editor} session={session} node={only} />}
    </section>
  );
}
