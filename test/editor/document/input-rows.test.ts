/** Which inputs of a node show, and which "More" folds. */
import { expect, it } from 'vitest';
import { setInput, setMore } from '../../../editor/document/commands/index.ts';
import { shapeOf } from '../../../editor/document/graph/catalogue.ts';
import { inputRows, type InputRows } from '../../../editor/document/graph/input-rows.ts';
import { NODE, nodeGeometry } from '../../../editor/document/layout/geometry.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { after, blank, types } from './support.ts';

const words = blank({ a: { type: 'encode-text', inputs: { prompt: 'A fox' } } });

function rowsOf(workflow: Workflow, flagged: readonly string[] = []): InputRows {
  const node = workflow.nodes['a'] ?? { type: '' };
  const more = workflow.view?.nodes?.['a']?.more;
  return inputRows(shapeOf(workflow, types, node.type), node, more, flagged);
}

const namesOf = ({ shown }: InputRows): string[] => shown.map((row) => (row.kind === 'input' ? row.name : '…'));

it('folds the inputs for experts behind "More"', () => {
  expect(namesOf(rowsOf(words))).toEqual(['textEncoder', 'prompt', '…']);
  expect(rowsOf(words).folded).toEqual(['window', 'overflow']);
  const unfolded = after(words, setMore(words, ['a'], true));
  expect(namesOf(rowsOf(unfolded))).toEqual(['textEncoder', 'prompt', '…', 'window', 'overflow']);
  expect(after(unfolded, setMore(unfolded, ['a'], false)).view?.nodes?.['a']?.more).toBeUndefined();
});

it('shows one that differs from its default, has a link or an issue', () => {
  const changed = after(words, setInput(words, types, 'a', 'overflow', 'truncate'));
  expect(namesOf(rowsOf(changed))).toEqual(['textEncoder', 'prompt', '…', 'overflow']);
  const written = after(words, setInput(words, types, 'a', 'overflow', 'error'));
  expect(namesOf(rowsOf(written))).toEqual(['textEncoder', 'prompt', '…']);
  const linked = blank({ a: { type: 'encode-text', inputs: { window: { from: 'n.value' } } }, n: { type: 'int' } });
  expect(namesOf(rowsOf(linked))).toEqual(['textEncoder', 'prompt', '…', 'window']);
  expect(namesOf(rowsOf(words, ['window']))).toEqual(['textEncoder', 'prompt', '…', 'window']);
});

it('moves no row when a value is set', () => {
  const open = after(words, setMore(words, ['a'], true));
  const changed = after(open, setInput(open, types, 'a', 'overflow', 'truncate'));
  expect(nodeGeometry(changed, types, 'a')?.inputs).toEqual(nodeGeometry(open, types, 'a')?.inputs);
});

it('gives every row that shows a socket and its room', () => {
  const open = after(words, setMore(words, ['a'], true));
  const [small, large] = [nodeGeometry(words, types, 'a'), nodeGeometry(open, types, 'a')];
  expect((large?.height ?? 0) - (small?.height ?? 0)).toBe(2 * NODE.row);
  expect(Object.keys(small?.inputs ?? {})).toEqual(['textEncoder', 'prompt']);
  expect(nodeGeometry(words, types, 'a', 0, ['overflow'])?.inputs['overflow']?.y).toBe(large?.inputs['window']?.y);
});
