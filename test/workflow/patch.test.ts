/** Patches: the changes of an edit, their inverse, and edits of two people that meet. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyPatch,
  type Change,
  clashesOf,
  invertPatch,
  type Patch,
  valueAt,
} from '../../engine/workflow/patch/index.ts';
import { usedAfter } from '../../engine/workflow/used-names.ts';
import type { Workflow } from '../../engine/workflow/schema.ts';

const workflow: Workflow = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'Mine',
  nodes: { a: { type: 'x', inputs: { seed: 1 } }, b: { type: 'y' } },
};

describe('a patch', () => {
  it('sets a field, and leaves every other part the same object', () => {
    const changed = applyPatch(workflow, [{ path: ['nodes', 'a', 'inputs', 'seed'], value: 2 }]);
    expect(valueAt(changed, ['nodes', 'a', 'inputs', 'seed'])).toBe(2);
    expect(changed.nodes['b']).toBe(workflow.nodes['b']);
    expect(valueAt(workflow, ['nodes', 'a', 'inputs', 'seed'])).toBe(1);
  });

  it('creates missing objects on its path', () => {
    expect(applyPatch(workflow, [{ path: ['view', 'nodes', 'a'], value: { x: 1, y: 2 } }]).view).toEqual({
      nodes: { a: { x: 1, y: 2 } },
    });
  });

  it('creates no objects to remove a field from', () => {
    expect(applyPatch(workflow, [{ path: ['view', 'nodes', 'a'] }])).toBe(workflow);
  });

  it('does nothing inside a node that somebody deleted', () => {
    const without = applyPatch(workflow, [{ path: ['nodes', 'a'] }]);
    expect(applyPatch(without, [{ path: ['nodes', 'a', 'inputs', 'seed'], value: 3 }])).toEqual(without);
  });

  it('does nothing inside any other item that does not exist', () => {
    for (const path of [
      ['view', 'nodes', 'a', 'x'],
      ['view', 'notes', 'n', 'text'],
      ['view', 'groups', 'g', 'title'],
      ['parameters', 'p', 'title'],
      ['subgraphs', 's', 'nodes'],
    ]) {
      expect(applyPatch(workflow, [{ path, value: 1 }])).toBe(workflow);
    }
  });

  it('removes optional objects with their last field, and no others', () => {
    const emptied = applyPatch(workflow, [{ path: ['nodes', 'a', 'inputs', 'seed'] }]);
    expect(emptied.nodes['a']).toEqual({ type: 'x' });
    const noted = applyPatch(workflow, [{ path: ['view', 'notes', 'n'], value: { text: '', x: 0, y: 0 } }]);
    expect(applyPatch(noted, [{ path: ['view', 'notes', 'n'] }])).toEqual(workflow);
    expect(applyPatch(workflow, [{ path: ['nodes', 'a'] }, { path: ['nodes', 'b'] }]).nodes).toEqual({});
  });

  it('puts a new field before the one it names, or last', () => {
    const names = (before?: string): string[] =>
      Object.keys(applyPatch(workflow, [{ path: ['nodes', 'c'], value: { type: 'z' }, before }]).nodes);
    expect([names(), names('a'), names('b'), names('gone')]).toEqual([
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
      ['a', 'c', 'b'],
      ['a', 'b', 'c'],
    ]);
  });

  it.each([[[]], [['__proto__', 'x']], [['nodes', 'constructor']]])('refuses the path %j', (path) => {
    expect(() => applyPatch(workflow, [{ path, value: 1 }])).toThrow(TypeError);
  });
});

describe('the inverse of a patch', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const change = fc.oneof(
    fc.record({
      path: fc.tuple(fc.constant('nodes'), name),
      value: fc.option(fc.constant({ type: 'z' }), { nil: undefined }),
    }),
    fc.record({
      path: fc.tuple(fc.constant('nodes'), name, fc.constant('inputs'), name),
      value: fc.option(fc.integer(), { nil: undefined }),
    }),
    fc.record({
      path: fc.tuple(fc.constant('view'), fc.constant('notes'), name),
      value: fc.option(fc.constant({ text: '', x: 0, y: 0 }), { nil: undefined }),
    }),
  ) as fc.Arbitrary<Change>;

  it('restores every workflow, with its nodes in their order', () => {
    fc.assert(
      fc.property(fc.array(change), (patch) => {
        const back = applyPatch(applyPatch(workflow, patch), invertPatch(workflow, patch));
        expect(back).toEqual(workflow);
        expect(Object.keys(back.nodes)).toEqual(Object.keys(workflow.nodes));
      }),
    );
  });
});

describe('a deleted item', () => {
  const full: Workflow = {
    ...workflow,
    view: { nodes: { a: { x: 1, y: 2 }, b: { x: 3, y: 4 } }, notes: { n: { text: '', x: 0, y: 0 } } },
  };
  const removal: Patch = [{ path: ['view', 'notes', 'n'] }, { path: ['view', 'nodes', 'a'] }, { path: ['nodes', 'a'] }];
  const undo = invertPatch(full, removal);
  const without = applyPatch(full, removal);

  it('is restored by the inverse', () => {
    expect(applyPatch(without, undo)).toEqual(full);
  });

  it('that somebody else restored and changed stays as it is', () => {
    const changed = applyPatch(full, [
      { path: ['nodes', 'a', 'title'], value: 'A' },
      { path: ['view', 'nodes', 'a', 'x'], value: 9 },
      { path: ['view', 'notes', 'n', 'text'], value: 'N' },
    ]);
    expect(applyPatch(changed, undo)).toBe(changed);
    expect(applyPatch(changed, undo.toReversed())).toBe(changed);
  });

  it('is restored alone when another of the same patch already is', () => {
    const half = applyPatch(without, [{ path: ['nodes', 'a'], value: { type: 'x' } }]);
    expect(applyPatch(half, undo)).toEqual({ ...half, view: { ...half.view, notes: full.view?.notes } });
    expect(invertPatch(half, undo)).toEqual([{ path: ['view', 'notes', 'n'] }]);
  });

  const used = usedAfter(new Set(), full, without);

  it('leaves its name behind, so that nothing new gets it', () => {
    expect([...used]).toEqual(['nodes/a', 'view/notes/n']);
    expect(usedAfter(used, without, full)).toBe(used);
    expect(usedAfter(used, full, without)).toBe(used);
  });

  it('leaves its name behind among the latest 10 000', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`n${index}`, { type: 'x' }]));
    const later = usedAfter(used, { ...without, nodes: many }, { ...without, nodes: {} });
    expect([later.size, later.has('nodes/a'), later.has('nodes/n0'), later.has('nodes/n9999')]).toEqual([
      10_000,
      false,
      true,
      true,
    ]);
  });
});

describe('an item inside a subgraph', () => {
  const inner: Workflow = {
    ...workflow,
    subgraphs: { s: { nodes: { a: { type: 'x', inputs: { seed: 1 } } }, view: { nodes: { a: { x: 1, y: 2 } } } } },
  };
  const gone: Patch = [{ path: ['subgraphs', 's', 'view', 'nodes', 'a'] }, { path: ['subgraphs', 's', 'nodes', 'a'] }];

  it('is created under a name that nothing in the subgraph has', () => {
    const create = (id: string): Patch => [
      { path: ['subgraphs', 's', 'nodes', id], value: { type: 'y' }, create: true },
    ];
    expect(clashesOf(inner, create('a'))).toEqual([['subgraphs', 's', 'nodes', 'a']]);
    expect(clashesOf(inner, create('b'))).toEqual([]);
    expect(clashesOf(inner, create('b'), new Set(['subgraphs/s/nodes/b']))).toHaveLength(1);
    expect(() => applyPatch(inner, [{ path: ['subgraphs', 's', 'inputs', 'i'], value: {}, create: true }])).toThrow(
      'Expected something new with a name of its own',
    );
  });

  it('is not changed once it is deleted, and leaves its name behind', () => {
    const without = applyPatch(inner, gone);
    expect(without.subgraphs?.['s']).toEqual({ nodes: {} });
    for (const path of [
      ['nodes', 'a', 'inputs', 'seed'],
      ['inputs', 'text', 'default'],
      ['outputs', 'image', 'from'],
      ['view', 'nodes', 'a', 'x'],
    ])
      expect(applyPatch(without, [{ path: ['subgraphs', 's', ...path], value: 3 }])).toBe(without);
    expect([...usedAfter(new Set(), inner, without)]).toEqual(['subgraphs/s/nodes/a']);
  });

  it('is restored once, with its view', () => {
    const undo = invertPatch(inner, gone);
    const without = applyPatch(inner, gone);
    const restored = applyPatch(without, undo);
    expect(restored).toEqual(inner);
    const changed = applyPatch(restored, [{ path: ['subgraphs', 's', 'nodes', 'a', 'inputs', 'seed'], value: 9 }]);
    expect(applyPatch(changed, undo)).toBe(changed);
  });
});
