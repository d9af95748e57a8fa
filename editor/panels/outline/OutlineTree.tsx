/** Rows of the outline as a tree: arrows walk it, Enter shows a node on the canvas, Space selects one more, Delete removes. */
import { computed, useSignalEffect } from '@preact/signals';
import { useMemo, useRef, useState } from 'preact/hooks';
import { removeItems } from '../../document/commands/index.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { selectItem } from '../ui/select-item.ts';
import { TreeRow } from './TreeRow.tsx';
import type { OutlineRow } from './tree.ts';

export interface OutlineTreeProps {
  readonly editor: Editor;
  readonly session: Session;
  readonly rows: readonly OutlineRow[];
  /** Without levels, as search results are. */
  readonly flat: boolean;
}

export function OutlineTree({ editor, session, rows, flat }: OutlineTreeProps) {
  const tree = useRef<HTMLUListElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const visible = useMemo(
    () =>
      flat ? rows : rows.filter((row) => row.kind !== 'node' || row.group === undefined || !closed.has(row.group)),
    [rows, flat, closed],
  );
  /** The row Tab goes to. */
  const stop = useMemo(() => {
    const keys = new Set(visible.map(({ key }) => key));
    return computed(() =>
      session.focus.value !== undefined && keys.has(session.focus.value) ? session.focus.value : visible[0]?.key,
    );
  }, [visible, session]);

  const element = (key: string): HTMLElement | null | undefined =>
    tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  useSignalEffect(() => {
    const key = session.focus.value;
    if (key !== undefined && session.selection.value.has(key)) element(key)?.scrollIntoView?.({ block: 'nearest' });
  });
  const go = (row: OutlineRow | undefined, extend: boolean): void => {
    if (!row) return;
    if (extend) {
      session.selection.value = new Set([...session.selection.peek(), row.key]);
      session.focus.value = row.key;
    } else selectItem(session, row.key);
    element(row.key)?.focus();
  };
  const fold = (group: string, close: boolean): void =>
    setClosed(new Set(close ? [...closed, group] : [...closed].filter((each) => each !== group)));

  const onKeyDown = (event: KeyboardEvent): void => {
    const index = visible.findIndex(({ key }) => key === (event.target as HTMLElement).dataset['key']);
    const row = visible[index];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const typed = event.key.length === 1 && event.key !== ' ' && !event.shiftKey;
    if (event.key === 'ArrowDown') go(visible[index + 1], event.shiftKey);
    else if (event.key === 'ArrowUp') go(visible[index - 1], event.shiftKey);
    else if (event.key === 'Home') go(visible[0], false);
    else if (event.key === 'End') go(visible.at(-1), false);
    else if (event.key === 'ArrowRight' && row.kind === 'group' && closed.has(row.id)) fold(row.id, false);
    else if (event.key === 'ArrowRight' && row.kind === 'group') go(visible[index + 1], false);
    else if (event.key === 'ArrowLeft' && row.kind === 'group') fold(row.id, true);
    else if (event.key === 'ArrowLeft' && row.kind === 'node' && row.group !== undefined && !flat)
      go(
        visible.find((each) => each.kind === 'group' && each.id === row.group),
        false,
      );
    else if (event.key === ' ') selectItem(session, row.key, true);
    else if (event.key === 'Enter' && row.kind === 'node') editor.reveal(row.id);
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      const next = visible[index + 1] ?? visible[index - 1];
      session.run(
        removeItems(session.document.workflow.peek(), editor.types.peek(), [
          ...new Set([...session.selection.peek(), row.key]),
        ]),
      );
      go(next, false);
    } else if (typed) {
      const rotated = [...visible.slice(index + 1), ...visible.slice(0, index + 1)];
      go(
        rotated.find((each) =>
          element(each.key)?.textContent?.trim().toLocaleLowerCase().startsWith(event.key.toLocaleLowerCase()),
        ),
        false,
      );
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <ul
      ref={tree}
      class="pn-tree"
      role="tree"
      aria-label="Nodes, in the order they run"
      aria-multiselectable="true"
      onKeyDown={onKeyDown}
    >
      {visible.map((row) => (
        <TreeRow
          key={row.key}
          editor={editor}
          session={session}
          row={row}
          flat={flat}
          stop={stop}
          closed={row.kind === 'group' && closed.has(row.id)}
          onFold={(close) => row.kind === 'group' && fold(row.id, close)}
        />
      ))}
    </ul>
  );
}
