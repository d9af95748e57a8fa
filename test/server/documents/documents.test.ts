/** Edits of open documents: in one order, kept before they are published, the same after a restart. */
import { array, assert, asyncProperty, constantFrom, integer, oneof, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../../engine/server/documents/documents.ts';
import type { OpenDocuments } from '../../../engine/server/documents/open-documents.ts';
import { isSame } from '../../../engine/server/documents/same.ts';
import { applyPatch, type Change, type Patch } from '../../../engine/protocol/index.ts';
import { workflowSchema } from '../../../engine/workflow/schema.ts';
import { bench, move } from './documents-support.ts';
import { smallWorkflow } from '../http/http-support.ts';

/** Whether an edit is accepted. @throws any error that is not a refusal. */
function accepts(documents: OpenDocuments, id: string, edit: string, patch: Patch): boolean {
  try {
    documents.applyEdit(id, edit, patch);
    return true;
  } catch (error) {
    if (error instanceof EditRefused) return false;
    throw error;
  }
}

describe('edits', () => {
  it('raise the revision, are published, and survive a restart', async () => {
    const { documents, events, restart } = await bench();
    const { id, revision } = documents.openWorkflow(smallWorkflow());
    expect(revision).toBe(0);
    expect(documents.applyEdit(id, 'a', move(10))).toBe(1);
    expect(documents.applyEdit(id, 'b', [{ path: ['nodes', 'save', 'title'], value: 'Keep' }])).toBe(2);
    expect(events.map(({ type }) => type)).toEqual(['document-opened', 'document-edited', 'document-edited']);
    expect(events.at(-1)).toMatchObject({ document: id, revision: 2, edit: 'b' });
    const before = documents.get(id);
    expect(before?.workflow.nodes['save']?.title).toBe('Keep');
    const again = restart();
    expect(again.documents.get(id)).toEqual(before);
    expect(again.documents.list()).toEqual(documents.list());
    expect(again.documents.applyEdit(id, 'c', move(20))).toBe(3);
    again.database.close();
  });

  it('that are sent twice are made once, also after a restart', async () => {
    const first = await bench();
    const { id } = first.documents.openWorkflow(smallWorkflow());
    first.documents.applyEdit(id, 'a', move(10));
    first.documents.applyEdit(id, 'b', move(20));
    expect(first.documents.applyEdit(id, 'a', move(10))).toBe(2);
    const { documents, events, database } = first.restart();
    expect(documents.applyEdit(id, 'b', move(20))).toBe(2);
    expect(documents.applyEdit(id, 'a', move(10))).toBe(2);
    expect(events).toEqual([]);
    expect(documents.get(id)?.workflow.view?.nodes?.['load']?.x).toBe(20);
    database.close();
  });

  it('with the same id in two documents are two edits', async () => {
    const { documents, database } = await bench();
    const [a, b] = [documents.openWorkflow(smallWorkflow('A')), documents.openWorkflow(smallWorkflow('B'))];
    expect([documents.applyEdit(a.id, 'same', move(1)), documents.applyEdit(b.id, 'same', move(2))]).toEqual([1, 1]);
    database.close();
  });

  it.each<[string, Patch, RegExp]>([
    ['no path', [{ path: [], value: 1 }], /path/],
    ['a path into every object', [{ path: ['nodes', '__proto__', 'x'], value: 1 }], /path/],
    ['a node that is none', [{ path: ['nodes', 'new'], value: { title: 'no type' } }], /nodes\.new\.type/],
    ['a name no node can have', [{ path: ['nodes', 'a b.c'], value: { type: 'x' } }], /nodes/],
    ['no nodes at all', [{ path: ['nodes'] }], /nodes/],
    ['another version', [{ path: ['version'], value: 99 }], /version/],
    ['a place that is no number', [{ path: ['view', 'nodes', 'load', 'x'], value: 'left' }], /view\.nodes\.load\.x/],
    ['no name', [{ path: ['name'], value: 3 }], /name/],
    ['a group without nodes', [{ path: ['view', 'groups', 'g'], value: { title: 'G' } }], /groups\.g\.nodes/],
    [
      'too deep a value',
      [
        {
          path: ['nodes', 'load', 'inputs', 'image'],
          value: JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown,
        },
      ],
      /deep/,
    ],
  ])('with %s are refused and change nothing', async (_what, patch, message) => {
    const { documents, events, database } = await bench();
    const { id, workflow } = documents.openWorkflow(smallWorkflow());
    expect(() => documents.applyEdit(id, 'a', patch)).toThrow(message);
    expect(() => documents.applyEdit(id, 'a', patch)).toThrow(EditRefused);
    expect(documents.get(id)).toMatchObject({ revision: 0, workflow });
    expect(events).toHaveLength(1);
    // The id of a refused edit can be used again.
    expect(documents.applyEdit(id, 'a', move(1))).toBe(1);
    database.close();
  });

  it('of a document that is not open are refused', async () => {
    const { documents, database } = await bench();
    expect(() => documents.applyEdit('nobody', 'a', move(1))).toThrow(EditRefused);
    database.close();
  });

  it('are refused when the document would grow too large', async () => {
    const { documents, database } = await bench({ nodes: 3, workflowBytes: 2000 });
    const { id } = documents.openWorkflow(smallWorkflow());
    documents.applyEdit(id, 'a', [{ path: ['nodes', 'third'], value: { type: 'x' } }]);
    expect(() => documents.applyEdit(id, 'b', [{ path: ['nodes', 'fourth'], value: { type: 'x' } }])).toThrow(
      /more than 3 nodes/,
    );
    expect(() => documents.applyEdit(id, 'c', [{ path: ['description'], value: 'x'.repeat(2000) }])).toThrow(/bytes/);
    // A value that is replaced again and again counts once.
    for (let n = 0; n < 20; n++)
      documents.applyEdit(id, `d${n}`, [{ path: ['description'], value: 'x'.repeat(900) + n }]);
    expect(documents.get(id)?.revision).toBe(21);
    database.close();
  });

  it('in large numbers give the same document after a restart', async () => {
    const first = await bench();
    const { id } = first.documents.openWorkflow(smallWorkflow());
    for (let n = 0; n < 230; n++)
      first.documents.applyEdit(id, `edit-${n}`, [
        { path: ['nodes', `n${n % 37}`], value: { type: 'int', inputs: { value: n } } },
      ]);
    const before = first.documents.get(id);
    const { documents, database } = first.restart();
    expect(documents.get(id)).toEqual(before);
    expect(documents.get(id)?.revision).toBe(230);
    expect(documents.applyEdit(id, 'edit-100', move(0))).toBe(230);
    database.close();
  });

  it('give the same document as their patches, with restarts at any point', async () => {
    const value = oneof(
      constantFrom('text', 7, true),
      integer().map((n) => ({ type: 'int', inputs: { value: n } })),
    );
    const path = oneof(
      tuple(constantFrom('nodes'), constantFrom('load', 'save', 'more')),
      tuple(constantFrom('nodes'), constantFrom('load', 'more'), constantFrom('title')),
      tuple(constantFrom('description')),
    );
    const change = tuple(path, value).map(([names, given]): Change => ({
      path: names,
      ...(given === true ? {} : { value: given }),
    }));
    await assert(
      asyncProperty(
        array(
          oneof(
            { weight: 5, arbitrary: array(change, { minLength: 1, maxLength: 3 }) },
            { weight: 1, arbitrary: constantFrom('restart' as const) },
          ),
          { maxLength: 12 },
        ),
        async (steps) => {
          let current = await bench();
          const { id } = current.documents.openWorkflow(smallWorkflow());
          let expected = smallWorkflow();
          let edits = 0;
          for (const [index, step] of steps.entries()) {
            if (step === 'restart') {
              current = current.restart();
              continue;
            }
            const after = applyPatch(expected, step);
            const valid = workflowSchema.safeParse(after).success;
            expect(accepts(current.documents, id, `e${index}`, step)).toBe(valid);
            expected = valid ? after : expected;
            edits += Number(valid);
          }
          const { documents, database } = current.restart();
          expect(documents.get(id)).toMatchObject({ revision: edits });
          expect(isSame(documents.get(id)?.workflow, expected)).toBe(true);
          database.close();
        },
      ),
      { numRuns: 8 },
    );
  });
});
