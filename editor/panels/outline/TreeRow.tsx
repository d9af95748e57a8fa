/** One row of the outline. */
import type { NodeActivity } from '../../../engine/server/protocol.ts';
import { shapeOf } from '../../document/catalogue.ts';
import { wiresInto } from '../../document/links.ts';
import { nodeTitle } from '../../document/titles.ts';
import type { Editor, Session } from '../../editor.ts';
import { excerpt } from '../text/run.ts';
import { Icon } from '../ui/Icon.tsx';
import { selectItem } from '../ui/select-item.ts';
import type { OutlineRow } from './tree.ts';

export interface TreeRowProps {
  readonly editor: Editor;
  readonly session: Session;
  readonly row: OutlineRow;
  readonly flat: boolean;
  readonly selected: boolean;
  readonly tabIndex: number;
  readonly closed: boolean;
  readonly onFold: (close: boolean) => void;
}

export function TreeRow({ editor, session, row, flat, selected, tabIndex, closed, onFold }: TreeRowProps) {
  const inner = row.kind === 'node' && row.group !== undefined && !flat;
  return (
    <li
      role="treeitem" data-key={row.key} aria-level={inner ? 2 : 1} aria-selected={selected} tabIndex={tabIndex} class={`pn-tree-row pn-tree-${row.kind}${inner ? ' pn-tree-inner' : ''}`}
      {...(row.kind === 'group' && !flat ? { 'aria-expanded': !closed } : {})}
      onClick={(event) => selectItem(session, row.key, event.ctrlKey || event.metaKey || event.shiftKey)} onDblClick={() => row.kind === 'node' && editor.reveal(row.id)}
    >
      {row.kind === 'group' && (
        <>
          <span class="pn-tree-fold" onClick={() => onFold(!closed)}><Icon name={closed ? 'chevronRight' : 'chevronDown'} /></span>
          <span class="pn-grow pn-clip">{row.title}</span>
          <span class="pn-small">{row.size === 1 ? '1 node' : `${row.size} nodes`}</span>
        </>
      )}
      {row.kind === 'note' && (
        <>
          <Icon name="stickyNote" />
          <span class="pn-grow pn-clip">{excerpt(row.text, 60) || 'Empty note'}</span>
        </>
      )}
      {row.kind === 'node' && <NodeRow editor={editor} session={session} node={row.id} />}
    </li>
  );
}

const STATE_WORDS: Readonly<Record<NodeActivity['state'], string>> = { queued: 'queued', running: 'running', done: 'done', failed: 'failed', skipped: 'left out', cancelled: 'cancelled' };

function NodeRow({ editor, session, node }: { readonly editor: Editor; readonly session: Session; readonly node: string }) {
  const workflow = session.document.workflow.value;
  const types = editor.types.value;
  const { type, mode } = workflow.nodes[node] ?? { type: '' };
  const activity = editor.activity.value.nodes[node];
  const issue = editor.issues.value.find((each) => each.node === node);
  const sources = [...new Set(wiresInto(workflow, node).map(({ from }) => from.node))].map((id) => nodeTitle(workflow, types, id));
  const state = issue ? 'issue' : activity?.state === 'done' && activity.origin !== undefined && activity.origin !== 'executed' ? 'reused' : activity?.state;
  const words = [mode === 'mute' ? 'muted' : mode === 'bypass' ? 'bypassed' : undefined, issue ? 'has an issue' : state === 'reused' ? 'reused' : activity && STATE_WORDS[activity.state]].filter((word) => word !== undefined);
  return (
    <>
      <span class={`pn-dot pn-dot-${state ?? 'idle'}`} />
      <span class="pn-tree-text">
        <span class={mode === undefined ? 'pn-clip' : 'pn-clip pn-off'}>{nodeTitle(workflow, types, node)}</span>
        <span class="pn-small pn-clip">{sources.length > 0 ? `from ${sources.join(', ')}` : shapeOf(workflow, types, type).category.split('/')[0]}</span>
      </span>
      {words.length > 0 && <span class="pn-small">{words.join(', ')}</span>}
    </>
  );
}
