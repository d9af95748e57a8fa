/** The keys of the outline. Pure: a row and a key in, a step out. */
import type { OutlineRow } from './tree.ts';

export type TreeStep =
  /** Moves to a row, if there is one. `extend` keeps the selection. */
  | { readonly kind: 'go'; readonly row: OutlineRow | undefined; readonly extend: boolean }
  | { readonly kind: 'fold'; readonly group: string; readonly close: boolean }
  /** Adds the row to the selection, or removes it. */
  | { readonly kind: 'toggle' }
  | { readonly kind: 'reveal'; readonly node: string }
  /** Removes the selection and the row; `next` takes the focus. */
  | { readonly kind: 'remove'; readonly next: OutlineRow | undefined };

export interface TreeState {
  /** The visible rows, in order. */
  readonly rows: readonly OutlineRow[];
  /** Ids of folded groups. */
  readonly closed: ReadonlySet<string>;
  /** Whether the rows have no levels. */
  readonly flat: boolean;
  readonly textOf: (row: OutlineRow) => string;
}

/** @param index of the row that has the focus. @returns undefined if the key does nothing. */
export function treeStep(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  index: number,
  state: TreeState,
): TreeStep | undefined {
  const { rows } = state;
  const row = rows[index];
  if (!row) return undefined;
  switch (key) {
    case 'ArrowDown':
      return { kind: 'go', row: rows[index + 1], extend: shiftKey };
    case 'ArrowUp':
      return { kind: 'go', row: rows[index - 1], extend: shiftKey };
    case 'Home':
      return go(rows[0]);
    case 'End':
      return go(rows.at(-1));
    case 'ArrowRight':
      return row.kind === 'group' ? inwards(row.id, rows[index + 1], state) : undefined;
    case 'ArrowLeft':
      return outwards(row, state);
    case ' ':
      return { kind: 'toggle' };
    case 'Enter':
      return row.kind === 'node' ? { kind: 'reveal', node: row.id } : undefined;
    case 'Delete':
    case 'Backspace':
      return { kind: 'remove', next: rows[index + 1] ?? rows[index - 1] };
    default:
      return key.length === 1 && !shiftKey ? go(startingWith(key, index, state)) : undefined;
  }
}

function go(row: OutlineRow | undefined): TreeStep {
  return { kind: 'go', row, extend: false };
}

/** Unfolds a group, or goes to its first row. */
function inwards(group: string, next: OutlineRow | undefined, { closed }: TreeState): TreeStep {
  return closed.has(group) ? { kind: 'fold', group, close: false } : go(next);
}

/** Folds a group, or goes from a node to its group. */
function outwards(row: OutlineRow, { rows, flat }: TreeState): TreeStep | undefined {
  if (row.kind === 'group') return { kind: 'fold', group: row.id, close: true };
  if (row.kind !== 'node' || row.group === undefined || flat) return undefined;
  return go(rows.find((each) => each.kind === 'group' && each.id === row.group));
}

/** The next row, going round, whose text starts with the letter. */
function startingWith(letter: string, index: number, { rows, textOf }: TreeState): OutlineRow | undefined {
  const following = [...rows.slice(index + 1), ...rows.slice(0, index + 1)];
  return following.find((each) => textOf(each).trim().toLocaleLowerCase().startsWith(letter.toLocaleLowerCase()));
}
