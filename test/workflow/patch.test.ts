/** Patches: what an edit changes, taking it back, and edits that cross each other. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, type Change, invertPatch, valueAt } from '../../engine/workflow/patch.ts';
import type { Workflow } from '../../engine/workflow/schema.ts';

const workflow: Workflow = { format: 'inkloom-workflow', version: 3, name: 'Mine', nodes: { a: { type: 'x', inputs: { seed: 1 } }, b: { type: 'y' } } };

describe('a patch', () => {
  it('sets a field, and leaves every other part the same object', () => {
    const changed = applyPatch(workflow, [{ path: ['nodes', 'a', 'inputs', 'seed'], value: 2 }]);
    expect(valueAt(changed, ['nodes', 'a', 'inputs', 'seed'])).toBe(2);
    expect(changed.nodes['b']).toBe(workflow.nodes['b']);
    expect(valueAt(workflow, ['nodes', 'a', 'inputs', 'seed'])).toBe(1);
  });

  it('makes the objects on the way, and removes without making any', () => {
    expect(applyPatch(workflow, [{ path: ['view', 'nodes', 'a'], value: { x: 1, y: 2 } }]).view).toEqual({ nodes: { a: { x: 1, y: 2 } } });
    expect(applyPatch(workflow, [{ path: ['view', 'nodes', 'a'] }])).toEqual(workflow);
  });

  it('does nothing inside of a node that somebody removed', () => {
    const without = applyPatch(workflow, [{ path: ['nodes', 'a'] }]);
    expect(applyPatch(without, [{ path: ['nodes', 'a', 'inputs', 'seed'], value: 3 }])).toEqual(without);
  });

  it('does nothing inside of a note, a place or a parameter that is not there', () => {
    for (const path of [['view', 'nodes', 'a', 'x'], ['view', 'notes', 'n', 'text'], ['view', 'groups', 'g', 'title'], ['parameters', 'p', 'title'], ['subgraphs', 's', 'nodes']]) {
      expect(applyPatch(workflow, [{ path, value: 1 }])).toBe(workflow);
    }
  });

  it('takes optional objects away with their last field, and no others', () => {
    const emptied = applyPatch(workflow, [{ path: ['nodes', 'a', 'inputs', 'seed'] }]);
    expect(emptied.nodes['a']).toEqual({ type: 'x' });
    const noted = applyPatch(workflow, [{ path: ['view', 'notes', 'n'], value: { text: '', x: 0, y: 0 } }]);
    expect(applyPatch(noted, [{ path: ['view', 'notes', 'n'] }])).toEqual(workflow);
    expect(applyPatch(workflow, [{ path: ['nodes', 'a'] }, { path: ['nodes', 'b'] }]).nodes).toEqual({});
  });

  it('puts a new field before another one where it says so', () => {
    const names = (before?: string): string[] => Object.keys(applyPatch(workflow, [{ path: ['nodes', 'c'], value: { type: 'z' }, before }]).nodes);
    expect([names(), names('a'), names('b'), names('gone')]).toEqual([['a', 'b', 'c'], ['c', 'a', 'b'], ['a', 'c', 'b'], ['a', 'b', 'c']]);
  });

  it.each([[[]], [['__proto__', 'x']], [['nodes', 'constructor']]])('refuses the path %j', (path) => {
    expect(() => applyPatch(workflow, [{ path, value: 1 }])).toThrow(TypeError);
  });
});

describe('the inverse of a patch', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const change = fc.oneof(
    fc.record({ path: fc.tuple(fc.constant('nodes'), name), value: fc.option(fc.constant({ type: 'z' }), { nil: undefined }) }),
    fc.record({ path: fc.tuple(fc.constant('nodes'), name, fc.constant('inputs'), name), value: fc.option(fc.integer(), { nil: undefined }) }),
    fc.record({ path: fc.tuple(fc.constant('view'), fc.constant('notes'), name), value: fc.option(fc.constant({ text: '', x: 0, y: 0 }), { nil: undefined }) }),
  ) as fc.Arbitrary<Change>;

  it('gives every workflow back, its nodes in their order', () => {
    fc.assert(fc.property(fc.array(change), (patch) => {
      const back = applyPatch(applyPatch(workflow, patch), invertPatch(workflow, patch));
      expect(back).toEqual(workflow);
      expect(Object.keys(back.nodes)).toEqual(Object.keys(workflow.nodes));
    }));
  });
});
