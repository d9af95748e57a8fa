/** The keys of the outline. */
import { describe, expect, it } from 'vitest';
import { treeStep, type TreeState, type TreeStep } from '../../../editor/panels/outline/tree-keys.ts';
import type { OutlineRow } from '../../../editor/panels/outline/tree.ts';

const node = (id: string, group?: string): OutlineRow => ({ kind: 'node', key: id, id, group });
const GROUP: OutlineRow = { kind: 'group', key: 'group:g', id: 'g', title: 'G', size: 1 };
const [LOAD, WORDS, SAVE] = [node('load'), node('words', 'g'), node('save')];
const ROWS = [LOAD, GROUP, WORDS, SAVE];

function step(key: string, row: OutlineRow, more: Partial<TreeState> & { shiftKey?: boolean } = {}) {
  const { shiftKey = false, ...state } = more;
  const textOf = ({ key: text }: OutlineRow): string => text;
  return treeStep({ key, shiftKey }, ROWS.indexOf(row), {
    rows: ROWS,
    closed: new Set(),
    flat: false,
    textOf,
    ...state,
  });
}
const go = (row: OutlineRow | undefined, extend = false): TreeStep => ({ kind: 'go', row, extend });

describe('a key in the outline', () => {
  it('moves to a neighbour or an end, and Shift extends the selection', () => {
    expect(step('ArrowDown', LOAD)).toEqual(go(GROUP));
    expect(step('ArrowUp', WORDS, { shiftKey: true })).toEqual(go(GROUP, true));
    expect(step('ArrowDown', SAVE)).toEqual(go(undefined));
    expect([step('Home', SAVE), step('End', LOAD)]).toEqual([go(LOAD), go(SAVE)]);
  });

  it('folds and unfolds a group, and moves between a group and its nodes', () => {
    expect(step('ArrowLeft', GROUP)).toEqual({ kind: 'fold', group: 'g', close: true });
    expect(step('ArrowRight', GROUP, { closed: new Set(['g']) })).toEqual({ kind: 'fold', group: 'g', close: false });
    expect(step('ArrowRight', GROUP)).toEqual(go(WORDS));
    expect(step('ArrowLeft', WORDS)).toEqual(go(GROUP));
  });

  it('does nothing sideways on other rows', () => {
    expect([step('ArrowRight', LOAD), step('ArrowLeft', LOAD), step('ArrowLeft', WORDS, { flat: true })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('moves to the next row that starts with a letter, going round', () => {
    expect(step('l', SAVE)).toEqual(go(LOAD));
    expect(step('L', SAVE, { shiftKey: true })).toBeUndefined();
  });

  it('removes a row and names its neighbour', () => {
    expect(step('Delete', LOAD)).toEqual({ kind: 'remove', next: GROUP });
    expect(step('Backspace', SAVE)).toEqual({ kind: 'remove', next: WORDS });
  });
});
