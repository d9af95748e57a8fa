/** One row of the outline. */
import { computed, type ReadonlySignal, useComputed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { NodeActivity, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { wiresInto } from '../../document/graph/links.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor } from '../../editor-context.ts';
import { isInstance, walkLevels } from './walk-levels.ts';
import type { NodeProps, SessionProps } from '../props.ts';
import { categoryTitle } from '../text/node.ts';
import { excerpt } from '../text/run.ts';
import { Icon } from '../../Icon.tsx';
import { selectItem } from '../ui/select-item.ts';
import type { OutlineRow } from './tree.ts';
import { msg, t } from '../../i18n/t.ts';

export interface TreeRowProps extends SessionProps {
  readonly row: OutlineRow;
  /** Whether the rows have no levels. */
  readonly flat: boolean;
  /** Key of the row that Tab goes to. */
  readonly stop: ReadonlySignal<string | undefined>;
  /** Whether the row is a folded group. */
  readonly closed: boolean;
  readonly onFold: (close: boolean) => void;
}

export function TreeRow({ editor, session, row, flat, stop, closed, onFold }: TreeRowProps) {
  const inner = row.kind === 'node' && row.group !== undefined && !flat;
  const selected = useComputed(() => session.selection.value.has(row.key)).value;
  const isStop = useMemo(() => computed(() => stop.value === row.key), [stop]).value;
  return (
    <li
      role="treeitem"
      data-key={row.key}
      aria-level={inner ? 2 : 1}
      aria-selected={selected}
      tabIndex={isStop ? 0 : -1}
      class={`pn-tree-row pn-tree-${row.kind}${inner ? ' pn-tree-inner' : ''}`}
      {...(row.kind === 'group' && !flat ? { 'aria-expanded': !closed } : {})}
      onClick={(event) => selectItem(session, row.key, event.ctrlKey || event.metaKey || event.shiftKey)}
      onDblClick={() => row.kind === 'node' && !walkLevels(session, 'ArrowRight', row) && editor.reveal(row.id)}
    >
      {row.kind === 'group' && (
        <>
          <span class="pn-tree-fold" onClick={() => onFold(!closed)}>
            <Icon name={closed ? 'chevronRight' : 'chevronDown'} />
          </span>
          <span class="pn-grow pn-clip">{row.title}</span>
          <span class="pn-small">{t('{count, plural, one {# node} other {# nodes}}', { count: row.size })}</span>
        </>
      )}
      {row.kind === 'note' && (
        <>
          <Icon name="stickyNote" />
          <span class="pn-grow pn-clip">{excerpt(row.text, 60) || t('Empty note')}</span>
        </>
      )}
      {row.kind === 'node' && <NodeRow editor={editor} session={session} node={row.id} />}
    </li>
  );
}

function NodeRow({ editor, session, node }: NodeProps) {
  const { workflow } = session.document;
  // Computed one by one, so that a row renders only when one of its own texts changes.
  const title = useComputed(() => nodeTitle(workflow.value, editor.types.value, node)).value;
  const origin = useComputed(() => originText(workflow.value, editor.types.value, node)).value;
  const isOpenable = useComputed(() => isInstance(workflow.value, node)).value;
  const mode = useComputed(() => workflow.value.nodes[node]?.mode).value;
  const state = useComputed(() => stateOf(editor, node)).value;
  const words = [mode && MODE_WORDS[mode], state && STATE_WORDS[state]].filter((word) => word !== undefined);
  return (
    <>
      <span class={`pn-dot pn-dot-${state ?? 'idle'}`} />
      <span class="pn-tree-text">
        <span class={mode === undefined ? 'pn-clip' : 'pn-clip pn-off'}>{title}</span>
        <span class="pn-small pn-clip">{origin}</span>
      </span>
      {isOpenable && <Icon name="chevronRight" />}
      {words.length > 0 && <span class="pn-small">{words.map((word) => t(word)).join(', ')}</span>}
    </>
  );
}

type RowState = NodeActivity['state'] | 'reused' | 'issue';

const MODE_WORDS = { mute: msg('muted'), bypass: msg('bypassed') } as const;
const STATE_WORDS: Readonly<Record<RowState, string>> = {
  queued: msg('queued'),
  running: msg('running'),
  done: msg('done'),
  reused: msg('reused'),
  failed: msg('failed'),
  skipped: msg('skipped'),
  cancelled: msg('cancelled'),
  issue: msg('has an issue'),
};

function stateOf(editor: Editor, node: string): RowState | undefined {
  if (editor.issues.value.some((issue) => issue.node === node)) return 'issue';
  const { state, origin = 'executed' } = editor.activity.value.nodes[node] ?? {};
  return state === 'done' && origin !== 'executed' ? 'reused' : state;
}

/** The nodes that a node gets its inputs from. For a node without such inputs, its category. */
function originText(workflow: Workflow, types: NodeTypes, node: string): string {
  const sources = new Set(wiresInto(workflow, node).map(({ from }) => from.node));
  if (sources.size > 0)
    return t('from {nodes}', { nodes: [...sources].map((id) => nodeTitle(workflow, types, id)).join(', ') });
  return categoryTitle(shapeOf(workflow, types, workflow.nodes[node]?.type ?? '').category.split('/')[0] ?? '');
}
