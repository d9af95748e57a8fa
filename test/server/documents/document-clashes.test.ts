/** Two clients that create items under one name, at the same time or one after the other. */
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../../engine/server/documents/documents.ts';
import type { Change, Patch } from '../../../engine/protocol/index.ts';
import { type Bench, bench } from './documents-support.ts';
import { smallWorkflow } from '../http/http-support.ts';

const LOAD: Change = { path: ['nodes', 'load'], value: { type: 'x' }, create: true };
const GROUP: Change = { path: ['view', 'groups', 'group'], value: { title: 'Group', nodes: [] }, create: true };

/** An edit that creates a note, or brings it back. */
function note(text: string, name = 'note', create: true | 'again' = true): Patch {
  return [{ path: ['view', 'notes', name], value: { text, x: 0, y: 0 }, create }];
}

/** @param clashes paths of the items whose names are or were taken. */
function refusal(...clashes: readonly (readonly string[])[]): Error {
  return expect.objectContaining({ name: 'EditRefused', clashes }) as Error;
}

describe('edits', () => {
  it('that create an item under a taken name are refused, with the paths of all such items', async () => {
    const { documents, events, database } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    documents.applyEdit(id, 'a', note('first'));
    const clashing: Patch = [{ path: ['name'], value: 'New' }, ...note('second'), LOAD];
    expect(() => documents.applyEdit(id, 'b', clashing)).toThrow(refusal(['view', 'notes', 'note'], ['nodes', 'load']));
    expect(events).toHaveLength(2);
    // The id of a refused edit can be used again.
    expect(documents.madeEdit(id, 'b')).toBeUndefined();
    expect(documents.applyEdit(id, 'b', note('second', 'note-2'))).toBe(2);
    database.close();
  });

  it('that are sent again do not clash with themselves, whatever they hold now, also after a restart', async () => {
    const { documents, restart } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    documents.applyEdit(id, 'a', note('first', 'note-2'));
    expect(documents.applyEdit(id, 'a', note('first', 'note-2'))).toBe(1);
    expect(documents.applyEdit(id, 'a', note('first', 'other'))).toBe(1);
    const again = restart();
    expect(again.documents.applyEdit(id, 'a', note('first'))).toBe(1);
    expect(again.documents.madeEdit(id, 'a')).toEqual(note('first', 'note-2'));
    again.database.close();
  });

  it('that set an item without creating it replace the item', async () => {
    const { documents, database } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    documents.applyEdit(id, 'a', note('first'));
    const value = { text: 'second', x: 0, y: 0 };
    expect(documents.applyEdit(id, 'b', [{ path: ['view', 'notes', 'note'], value }])).toBe(2);
    expect(documents.get(id)?.workflow.view?.notes).toEqual({ note: value });
    database.close();
  });

  it.each<[string, Patch]>([
    ['something that is not an item', [{ path: ['name'], value: 'x', create: true }]],
    ['an item without a value', [{ path: ['nodes', 'x'], create: true }]],
  ])('that create %s are refused', async (_what, patch) => {
    const { documents, database } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    expect(() => documents.applyEdit(id, 'a', patch)).toThrow(EditRefused);
    database.close();
  });
});

describe('names of deleted items', () => {
  const used = ['nodes/load', 'view/notes/note', 'view/groups/group'];

  /** A document whose items were deleted. */
  async function deleted(): Promise<{ readonly bench: Bench; readonly id: string }> {
    const made = await bench();
    const { id } = made.documents.openWorkflow(smallWorkflow());
    made.documents.applyEdit(id, 'a', [...note('first'), GROUP]);
    made.documents.applyEdit(id, 'b', [{ path: ['view'] }, { path: ['nodes', 'load'] }]);
    return { bench: made, id };
  }

  it('are remembered after a restart, from edits and from snapshots', async () => {
    const { bench: first, id } = await deleted();
    expect(first.documents.get(id)?.used).toEqual(used);
    const second = first.restart();
    expect(second.documents.get(id)?.used).toEqual(used);
    // A snapshot is written within 200 edits.
    for (let number = 0; number < 200; number += 1)
      second.documents.applyEdit(id, `n${number}`, [{ path: ['name'], value: String(number) }]);
    const third = second.restart();
    expect(third.documents.get(id)?.used).toEqual(used);
    third.database.close();
  });

  it('are never given to new items', async () => {
    const { bench: made, id } = await deleted();
    const clashes = [
      ['view', 'notes', 'note'],
      ['view', 'groups', 'group'],
      ['nodes', 'load'],
    ];
    const edit = (): unknown => made.documents.applyEdit(id, 'c', [...note('second'), GROUP, LOAD]);
    expect(edit).toThrow(refusal(...clashes));
    made.database.close();
  });

  it('are given back to an item whose deletion is undone; undone twice, the item stays as it is by then', async () => {
    const { bench: made, id } = await deleted();
    const { documents } = made;
    documents.applyEdit(id, 'd', note('first', 'note', 'again'));
    documents.applyEdit(id, 'e', [{ path: ['view', 'notes', 'note', 'text'], value: 'first, changed' }]);
    documents.applyEdit(id, 'f', note('first', 'note', 'again'));
    expect(documents.get(id)?.workflow.view?.notes).toEqual({ note: { text: 'first, changed', x: 0, y: 0 } });
    expect(documents.get(id)?.used).toEqual(used);
    made.database.close();
  });

  it('are those of one document', async () => {
    const { bench: made, id } = await deleted();
    const other = made.documents.openWorkflow(smallWorkflow());
    expect(other.used).toEqual([]);
    made.documents.close(id);
    expect(made.documents.applyEdit(other.id, 'g', note('new'))).toBe(1);
    made.database.close();
  });

  it('are recorded in documents of the version before, too', async () => {
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
