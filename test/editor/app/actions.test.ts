/** What the actions of the editor say that they would do. */
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { countLabel } from '../../../editor/app/actions/count-label.ts';
import type { Session } from '../../../editor/editor-context.ts';

it.each([
  [[], 'Delete'],
  [['a'], 'Delete'],
  [['a', 'b', 'c'], 'Delete 3 nodes'],
  [['a', 'note:b'], 'Delete 2 items'],
])('counts the selected items %j: %s', (selection, label) => {
  const session: Pick<Session, 'selection'> = { selection: signal<ReadonlySet<string>>(new Set(selection)) };
  expect(countLabel('delete', session)).toBe(label);
});
