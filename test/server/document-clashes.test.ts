/** Two who make something under one name, at the same time or one after the other. */
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../engine/server/documents/documents.ts';
import type { Patch } from '../../engine/protocol/index.ts';
import { bench } from './documents-support.ts';
import { smallWorkflow } from './http-support.ts';

describe('edits', () => {
  it('that create what others made meanwhile are refused, with what it is, and their ids stay free', async () => {
    const { documents, events, restart } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    const note = (text: string, name = 'note'): Patch => [
      { path: ['view', 'notes', name], value: { text, x: 0, y: 0 }, create: true },
    ];
    documents.applyEdit(id, 'a', note('first'));
    expect(() =>
      documents.applyEdit(id, 'b', [
        { path: ['name'], value: 'New' },
        ...note('second'),
        { path: ['nodes', 'load'], value: { type: 'x' }, create: true },
      ]),
    ).toThrow(
      expect.objectContaining({
        name: 'EditRefused',
        clashes: [
          ['view', 'notes', 'note'],
          ['nodes', 'load'],
        ],
      }) as Error,
    );
    expect(events).toHaveLength(2);
    // Its own, sent again, is no clash, whatever it says now.
    expect(documents.applyEdit(id, 'a', note('first'))).toBe(1);
    expect(documents.applyEdit(id, 'a', note('first', 'other'))).toBe(1);
    expect(documents.madeEdit(id, 'a')).toEqual(note('first'));
    expect(documents.madeEdit(id, 'b')).toBeUndefined();
    expect(documents.applyEdit(id, 'b', note('second', 'note-2'))).toBe(2);
    // Whoever creates nothing replaces as before.
    expect(
      documents.applyEdit(id, 'e', [{ path: ['view', 'notes', 'note'], value: { text: 'fourth', x: 0, y: 0 } }]),
    ).toBe(3);
    expect(Object.values(documents.get(id)?.workflow.view?.notes ?? {}).map(({ text }) => text)).toEqual([
      'fourth',
      'second',
    ]);
    for (const patch of [
      [{ path: ['name'], value: 'x', create: true }],
      [{ path: ['nodes', 'x'], create: true }],
    ] satisfies Patch[])
      expect(() => documents.applyEdit(id, 'f', patch)).toThrow(EditRefused);
    const again = restart();
    expect(again.documents.applyEdit(id, 'b', note('second'))).toBe(3);
    expect(again.documents.madeEdit(id, 'b')).toEqual(note('second', 'note-2'));
    again.database.close();
  });

  it('give the name of what is gone to nothing new, also after a restart, and to what is brought back', async () => {
    const first = await bench();
    const { id } = first.documents.openWorkflow(smallWorkflow());
    const note = (text: string, create: true | 'again' = true): Patch => [
      { path: ['view', 'notes', 'note'], value: { text, x: 0, y: 0 }, create },
    ];
    const group: Patch = [{ path: ['view', 'groups', 'group'], value: { title: 'Group', nodes: [] }, create: true }];
    first.documents.applyEdit(id, 'a', [...note('first'), ...group]);
    first.documents.applyEdit(id, 'b', [{ path: ['view'] }, { path: ['nodes', 'load'] }]);
    const used = ['nodes/load', 'view/notes/note', 'view/groups/group'];
    expect(first.documents.get(id)?.used).toEqual(used);
    // Out of the edits, then out of what is written every so many edits.
    const second = first.restart();
    expect(second.documents.get(id)?.used).toEqual(used);
    for (let number = 0; number < 200; number += 1)
      second.documents.applyEdit(id, `n${number}`, [{ path: ['name'], value: String(number) }]);
    const { documents, database } = second.restart();
    expect(documents.get(id)?.used).toEqual(used);
    expect(() =>
      documents.applyEdit(id, 'c', [
        ...note('second'),
        ...group,
        { path: ['nodes', 'load'], value: { type: 'x' }, create: true },
      ]),
    ).toThrow(
      expect.objectContaining({
        name: 'EditRefused',
        clashes: [
          ['view', 'notes', 'note'],
          ['view', 'groups', 'group'],
          ['nodes', 'load'],
        ],
      }) as Error,
    );
    // Two undo the removal: it is back once, as it is by then.
    documents.applyEdit(id, 'd', note('first', 'again'));
    documents.applyEdit(id, 'e', [{ path: ['view', 'notes', 'note', 'text'], value: 'first, changed' }]);
    documents.applyEdit(id, 'f', note('first', 'again'));
    expect(documents.get(id)?.workflow.view?.notes).toEqual({ note: { text: 'first, changed', x: 0, y: 0 } });
    expect(documents.get(id)?.used).toEqual(used);
    // Of others a document knows nothing.
    const other = documents.openWorkflow(smallWorkflow());
    expect(other.used).toEqual([]);
    documents.close(id);
    expect(documents.applyEdit(other.id, 'g', note('new'))).toBe(1);
    database.close();
  });

  it('go on in documents of older versions', async () => {
    const { documents, database, restart } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    documents.applyEdit(id, 'a', [
      { path: ['view', 'notes', 'note'], value: { text: 'first', x: 0, y: 0 }, create: true },
    ]);
    documents.applyEdit(id, 'b', [{ path: ['view', 'notes', 'note'] }]);
    database.exec(`ALTER TABLE document DROP COLUMN used; DELETE FROM migration WHERE name = 'documents-2'`);
    const again = restart();
    expect(again.documents.get(id)).toMatchObject({ revision: 2, used: ['view/notes/note'] });
    expect(again.documents.applyEdit(id, 'c', [{ path: ['nodes', 'load'] }])).toBe(3);
    expect(again.documents.get(id)?.used).toEqual(['view/notes/note', 'nodes/load']);
    again.database.close();
  });
});
