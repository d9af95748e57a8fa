/** Parts of workflows: those an edit touched, and whether two are the same. */
import { array, assert, constantFrom, integer, jsonValue, oneof, property, record, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, type Change, type Workflow } from '../../../engine/protocol/index.ts';
import { isSame } from '../../../engine/server/documents/same.ts';
import { touchedParts } from '../../../engine/server/documents/touched.ts';
import { workflowSchema } from '../../../engine/workflow/schema.ts';
import { smallWorkflow } from '../http/http-support.ts';

describe('touched parts', () => {
  it('are valid exactly when the whole is', () => {
    const node = oneof(
      record({ type: string() }),
      record({ type: constantFrom('int'), title: jsonValue() }),
      jsonValue(),
    );
    const place = oneof(record({ x: integer(), y: integer() }), jsonValue());
    const change = oneof(
      tuple(constantFrom(['nodes', 'a'], ['nodes', 'b'], ['nodes', 'c.d'], ['nodes']), node),
      tuple(
        constantFrom(
          ['view', 'nodes', 'a'],
          ['view', 'notes', 'n'],
          ['view', 'groups', 'g'],
          ['view', 'nodes'],
          ['view'],
          ['view', 'nodes', 'a', 'x'],
          ['view', 'other', 'b'],
        ),
        place,
      ),
      tuple(
        constantFrom(
          ['nodes', 'a', 'inputs', 'value'],
          ['nodes', 'a', 'title'],
          ['parameters', 'p'],
          ['parameters'],
          ['subgraphs', 's'],
          ['subgraphs', 's', 'nodes', 'x'],
          ['name'],
          ['format'],
          ['other', 'field'],
        ),
        jsonValue(),
      ),
    ).map(([path, value]): Change => ({ path, value }));
    assert(
      property(array(change, { minLength: 1, maxLength: 4 }), (patch) => {
        const after = applyPatch(
          { ...smallWorkflow(), nodes: { a: { type: 'int' }, b: { type: 'int', inputs: { value: 1 } } } },
          patch,
        );
        expect(workflowSchema.safeParse(touchedParts(after, patch)).success).toBe(
          workflowSchema.safeParse(after).success,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('hold only the node that was touched', () => {
    const nodes = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`n${n}`, { type: 'int' }]));
    const parts = touchedParts({ ...smallWorkflow(), nodes }, [
      { path: ['nodes', 'n7', 'title'], value: 'Seven' },
    ]) as Workflow;
    expect(Object.keys(parts.nodes)).toEqual(['n7']);
    expect(parts.view).toEqual({ nodes: {} });
  });
});

describe('sameness', () => {
  it('is that of the JSON, whatever the order of its fields', () => {
    assert(property(jsonValue(), (json) => isSame(json, JSON.parse(JSON.stringify(json)))));
    expect(isSame({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
    expect(isSame({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(isSame({ a: -0 }, { a: 0 })).toBe(true);
    for (const [a, b] of [
      [
        [1, 2],
        [2, 1],
      ],
      [{ a: 1 }, { a: 2 }],
      [{}, []],
      [null, {}],
      [1, '1'],
      [{ a: undefined }, { b: 1 }],
    ])
      expect(isSame(a, b)).toBe(false);
  });
});
