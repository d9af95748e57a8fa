/** The history of steps, and joining the patches of one step. */
import { describe, expect, it } from 'vitest';
import { History, type Step } from '../../../editor/document/history.ts';
import { joinedPatch } from '../../../editor/document/joined-patch.ts';
import { freshNames } from '../../../editor/document/naming/rename.ts';

function step(name: string, value: number, merge?: string): Step {
  return { name, forward: [{ path: ['a'], value }], back: [{ path: ['a'], value: value - 1 }], merge, path: [] };
}

describe('the history', () => {
  it('undoes the latest step first, and redoes in the opposite order', () => {
    const history = new History();
    for (const name of ['one', 'two']) history.add(step(name, 1));
    expect([history.undo()?.name, history.undo()?.name, history.undo()]).toEqual(['two', 'one', undefined]);
    expect([history.redo()?.name, history.redo()?.name, history.redo()]).toEqual(['one', 'two', undefined]);
  });

  it('names the steps that undo and redo would concern', () => {
    const history = new History();
    for (const name of ['one', 'two']) history.add(step(name, 1));
    history.undo();
    expect([history.undoName.value, history.redoName.value]).toEqual(['one', 'two']);
  });

  it('forgets undone steps when a step is added', () => {
    const history = new History();
    history.add(step('one', 1));
    history.undo();
    history.add(step('two', 1));
    expect(history.redo()).toBeUndefined();
  });

  it('joins steps of one merge key, with the first way back and the last way forward', () => {
    const history = new History();
    for (const value of [1, 2, 3]) history.add(step(`to ${value}`, value, 'drag'));
    expect(history.undo()).toEqual({
      name: 'to 3',
      forward: [{ path: ['a'], value: 3 }],
      back: [{ path: ['a'], value: 0 }],
      merge: 'drag',
      path: [],
    });
  });

  it('begins another step after it is settled', () => {
    const history = new History();
    history.add(step('one', 1, 'drag'));
    history.settle();
    history.add(step('two', 2, 'drag'));
    expect([history.undo()?.name, history.undo()?.name]).toEqual(['two', 'one']);
  });

  it('renames items in done and undone steps', () => {
    const history = new History();
    const create: Step['forward'] = [{ path: ['nodes', 'a'], value: { type: 'x' }, create: true }];
    for (const name of ['one', 'two'])
      history.add({ name, forward: create, back: [{ path: ['nodes', 'a'] }], merge: undefined, path: [] });
    history.undo();
    const renames = freshNames([['nodes', 'a']], (path) => path.at(-1) === 'a');
    if (renames) history.rename(renames);
    expect(history.patches().map((patch) => patch[0]?.path)).toEqual(Array.from({ length: 4 }, () => ['nodes', 'a-2']));
  });
});

describe('joining patches', () => {
  it('keeps only the last value of each field', () => {
    expect(joinedPatch([{ path: ['a'], value: 1 }], [{ path: ['b'], value: 2 }, { path: ['a'] }])).toEqual([
      { path: ['a'] },
      { path: ['b'], value: 2 },
    ]);
  });

  it.each([
    ['an item is created', [{ path: ['nodes', 'a'], value: { type: 'x' }, create: true as const }]],
    ['a field is placed before another', [{ path: ['a'], value: 1, before: 'b' }]],
    [
      'a value is set around another',
      [
        { path: ['a', 'b'], value: 1 },
        { path: ['a'], value: {} },
      ],
    ],
  ])('keeps all changes in order when %s', (_what, patch) => {
    const later = [{ path: ['c'], value: 1 }];
    expect(joinedPatch(patch, later)).toEqual([...patch, ...later]);
  });
});
