/** Two who make something under one name at the same time. */
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../engine/server/documents/documents.ts';
import type { Patch } from '../../engine/server/protocol.ts';
import { bench } from './documents-support.ts';
import { smallWorkflow } from './http-support.ts';

describe('edits', () => {
  it('that create what others made meanwhile are refused, with what it is, and their ids stay free', async () => {
    const { documents, events, restart } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    const note = (text: string, name = 'note'): Patch => [{ path: ['view', 'notes', name], value: { text, x: 0, y: 0 }, create: true }];
    documents.applyEdit(id, 'a', note('first'));
    expect(() => documents.applyEdit(id, 'b', [{ path: ['name'], value: 'New' }, ...note('second'), { path: ['nodes', 'load'], value: { type: 'x' }, create: true }])).toThrow(expect.objectContaining({
      name: 'EditRefused', clashes: [['view', 'notes', 'note'], ['nodes', 'load']],
    }) as Error);
    expect(events).toHaveLength(2);
    // Its own, sent again, is no clash, whatever it says now.
    expect(documents.applyEdit(id, 'a', note('first'))).toBe(1);
    expect(documents.applyEdit(id, 'a', note('first', 'other'))).toBe(1);
    expect(documents.madeEdit(id, 'a')).toEqual(note('first'));
    expect(documents.madeEdit(id, 'b')).toBeUndefined();
    expect(documents.applyEdit(id, 'b', note('second', 'note-2'))).toBe(2);
    // What was taken away can be made again; whoever creates nothing replaces as before.
    expect(documents.applyEdit(id, 'c', [{ path: ['view', 'notes', 'note'] }])).toBe(3);
    expect(documents.applyEdit(id, 'd', note('third'))).toBe(4);
    expect(documents.applyEdit(id, 'e', [{ path: ['view', 'notes', 'note'], value: { text: 'fourth', x: 0, y: 0 } }])).toBe(5);
    expect(Object.values(documents.get(id)?.workflow.view?.notes ?? {}).map(({ text }) => text)).toEqual(['second', 'fourth']);
    for (const patch of [[{ path: ['name'], value: 'x', create: true }], [{ path: ['nodes', 'x'], create: true }]] satisfies Patch[]) expect(() => documents.applyEdit(id, 'f', patch)).toThrow(EditRefused);
    const again = restart();
    expect(again.documents.applyEdit(id, 'b', note('second'))).toBe(5);
    expect(again.documents.madeEdit(id, 'b')).toEqual(note('second', 'note-2'));
    again.database.close();
  });
});
