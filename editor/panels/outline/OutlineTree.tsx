/** The rows of the outline as a tree that keys can walk and edit, see tree-keys.ts. */
import { computed, useSignalEffect } from '@preact/signals';
import { useMemo, useRef, useState } from 'preact/hooks';
import { removeItems } from '../../document/commands/index.ts';
import type { SessionProps } from '../props.ts';
import { selectItem } from '../ui/select-item.ts';
import { treeStep, type TreeStep } from './tree-keys.ts';
import { TreeRow } from './TreeRow.tsx';
import { walkLevels } from './walk-levels.ts';
import type { OutlineRow } from './tree.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export interface OutlineTreeProps extends SessionProps {
  readonly rows: readonly OutlineRow[];
  /** Whether the rows have no levels, as search results have not. */
  readonly flat: boolean;
}

export function OutlineTree({ editor, session, rows, flat }: OutlineTreeProps) {
  const tree = useRef<HTMLUListElement>(null);
  /** Ids of folded groups. */
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const visible = useMemo(() => {
    const isHidden = (row: OutlineRow): boolean =>
      row.kind === 'node' && row.group !== undefined && closed.has(row.group);
    return flat ? rows : rows.filter((row) => !isHidden(row));
  }, [rows, flat, closed]);
  /** Key of the row that Tab goes to. */
  const stop = useMemo(() => {
    const keys = new Set(visible.map(({ key }) => key));
    return computed(() => {
      const key = session.focus.value;
      return key !== undefined && keys.has(key) ? key : visible[0]?.key;
    });
  }, [visible, session]);

  const element = (key: string): HTMLElement | null | undefined =>
    tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  const textOf = ({ key }: OutlineRow): string => element(key)?.textContent ?? '';
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
  const remove = (row: OutlineRow, next: OutlineRow | undefined): void => {
    const keys = [...new Set([...session.selection.peek(), row.key])];
    session.run(removeItems(session.document.workflow.peek(), editor.types.peek(), keys));
    go(next, false);
  };
  const take = (step: TreeStep, row: OutlineRow): void => {
    switch (step.kind) {
      case 'go':
        return go(step.row, step.extend);
      case 'fold':
        return fold(step.group, step.close);
      case 'toggle':
        return selectItem(session, row.key, true);
      case 'reveal':
        return editor.reveal(step.node);
      case 'remove':
        return remove(row, step.next);
    }
  };

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = visible.findIndex(({ key }) => key === (event.target as HTMLElement).dataset['key']);
    const row = visible[index];
    if (row && walkLevels(session, event.key, row)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const step = treeStep(event, index, { rows: visible, closed, flat, textOf });
    if (!row || !step) return;
    take(step, row);
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <ul
      ref={tree}
      class="pn-tree"
      role="tree"
      aria-label={t('Nodes, in the order they run')}
      aria-multiselectable="true"
      onKeyDown={keyHandler(press)}
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
