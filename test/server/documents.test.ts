/** Open documents: edits in one order, kept before they are told, the same after a restart. */
import { join } from 'node:path';
import { readFile, rm, writeFile } from 'node:fs/promises';
import {
  array,
  asyncProperty,
  assert,
  constantFrom,
  integer,
  jsonValue,
  oneof,
  property,
  record,
  string,
  tuple,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../engine/server/documents/documents.ts';
import type { OpenDocuments } from '../../engine/server/documents/open-documents.ts';
import { isSame } from '../../engine/server/documents/same.ts';
import { touchedParts } from '../../engine/server/documents/touched.ts';
import { applyPatch, type Change, type Patch, type Workflow } from '../../engine/protocol/index.ts';
import { workflowSchema } from '../../engine/workflow/schema.ts';
import { bench } from './documents-support.ts';
import { smallWorkflow } from './http-support.ts';

/** @throws whatever is no refusal. */
function accepts(documents: OpenDocuments, id: string, edit: string, patch: Patch): boolean {
  try {
    documents.applyEdit(id, edit, patch);
    return true;
  } catch (error) {
    if (error instanceof EditRefused) return false;
    throw error;
  }
}

const move = (x: number): Patch => [{ path: ['view', 'nodes', 'load', 'x'], value: x }];

describe('edits', () => {
  it('count, are told of, and outlive the server', async () => {
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

  it('are one when they are sent twice, after a restart too', async () => {
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

  it('of one id in two documents are two', async () => {
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
    // The id of an edit that was refused is free.
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
    // What was set over and over counts once.
    for (let n = 0; n < 20; n++)
      documents.applyEdit(id, `d${n}`, [{ path: ['description'], value: 'x'.repeat(900) + n }]);
    expect(documents.get(id)?.revision).toBe(21);
    database.close();
  });

  it('many: the state after a restart is the one before', async () => {
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

  it('in any order and with restarts in between give what the patches give', async () => {
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

  it('are few', () => {
    const nodes = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`n${n}`, { type: 'int' }]));
    const parts = touchedParts({ ...smallWorkflow(), nodes }, [
      { path: ['nodes', 'n7', 'title'], value: 'Seven' },
    ]) as Workflow;
    expect(Object.keys(parts.nodes)).toEqual(['n7']);
    expect(parts.view).toEqual({ nodes: {} });
  });
});

describe('sameness', () => {
  it('is that of the JSON, whatever the order of fields', () => {
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

describe('files', () => {
  it('unsaved is what differs from the file, undone edits included', async () => {
    const { documents, database } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    const unsaved = (): boolean | undefined => documents.get(id)?.unsaved;
    expect(unsaved()).toBe(true);
    const saved = await documents.save(id, { name: 'mine' });
    expect(saved).toMatchObject({ file: 'mine', unsaved: false });
    documents.applyEdit(id, 'a', move(10));
    expect(unsaved()).toBe(true);
    documents.applyEdit(id, 'b', move(0));
    expect(unsaved()).toBe(false);
    database.close();
  });

  it('one file is open once; a saved document is that file, after a restart too', async () => {
    const first = await bench();
    const { id } = first.documents.openWorkflow(smallWorkflow());
    await first.documents.save(id, { name: 'mine' });
    expect((await first.documents.openFile('mine')).id).toBe(id);
    const { documents, database } = first.restart();
    const [one, other] = await Promise.all([documents.openFile('mine'), documents.openFile('mine')]);
    expect([one.id, other.id]).toEqual([id, id]);
    documents.close(id);
    const [opened, twice] = await Promise.all([documents.openFile('mine'), documents.openFile('mine')]);
    expect(opened.id).toBe(twice.id);
    expect(opened).toMatchObject({ file: 'mine', unsaved: false, revision: 0 });
    await expect(documents.openFile('nothing')).rejects.toMatchObject({ status: 404 });
    database.close();
  });

  it('a file that somebody else changed is not overwritten by accident', async () => {
    const { documents, folder, database } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    await documents.save(id, { name: 'mine' });
    const path = join(folder, 'workflows', 'mine.json');
    await writeFile(path, JSON.stringify(smallWorkflow('By hand')));
    await expect(documents.save(id, {})).rejects.toMatchObject({ status: 409, code: 'conflict' });
    expect(await readFile(path, 'utf8')).toContain('By hand');
    await documents.save(id, { overwrite: true });
    expect(await readFile(path, 'utf8')).not.toContain('By hand');
    // It is the base of the next save.
    documents.applyEdit(id, 'a', move(5));
    await documents.save(id, {});
    await rm(path);
    expect(await documents.save(id, {})).toMatchObject({ unsaved: false });
    database.close();
  });

  it('another file is not overwritten by accident; who had it open has none then', async () => {
    const { documents, events, database } = await bench();
    const [a, b] = [documents.openWorkflow(smallWorkflow('A')), documents.openWorkflow(smallWorkflow('B'))];
    await documents.save(a.id, { name: 'a' });
    await expect(documents.save(b.id, { name: 'a' })).rejects.toMatchObject({ status: 409, code: 'exists' });
    await expect(documents.save(b.id, {})).rejects.toMatchObject({ status: 422, code: 'name-missing' });
    events.length = 0;
    expect(await documents.save(b.id, { name: 'a', overwrite: true })).toMatchObject({ file: 'a', unsaved: false });
    expect(documents.get(a.id)).toMatchObject({ unsaved: true });
    expect(documents.get(a.id)?.file).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['document-saved', 'document-saved', 'changed']);
    documents.forgetFile('a');
    expect(documents.get(b.id)).toMatchObject({ unsaved: true });
    database.close();
  });

  it('two who save under one new name at once: one of them is told', async () => {
    const { documents, database } = await bench();
    const [a, b] = [documents.openWorkflow(smallWorkflow('A')), documents.openWorkflow(smallWorkflow('B'))];
    const outcomes = await Promise.allSettled([
      documents.save(a.id, { name: 'new' }),
      documents.save(b.id, { name: 'new' }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    database.close();
  });

  it('closed is gone, and told', async () => {
    const first = await bench();
    const { id } = first.documents.openWorkflow(smallWorkflow());
    first.documents.applyEdit(id, 'a', move(1));
    first.documents.close(id);
    expect(first.events.at(-1)).toEqual({ type: 'document-closed', document: id });
    expect(() => first.documents.close(id)).toThrow(/no open document/);
    const { documents, database } = first.restart();
    expect(documents.list()).toEqual([]);
    database.close();
  });

  it('so many are open and no more', async () => {
    const { documents, database } = await bench({ documents: 2 });
    documents.openWorkflow(smallWorkflow());
    documents.openWorkflow(smallWorkflow());
    expect(() => documents.openWorkflow(smallWorkflow())).toThrow(/close one/);
    database.close();
  });
});
