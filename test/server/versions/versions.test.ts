// Versions of documents: when they are kept, how many stay, and what can be done with them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveEventBody, RunRecord, Workflow } from '../../../engine/protocol/index.ts';
import { superfluous } from '../../../engine/server/versions/thinning.ts';
import { Versions } from '../../../engine/server/versions/versions.ts';
import { bench } from '../documents/documents-support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 30, 12);

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function named(name: string): Workflow {
  return { format: 'inkloom-workflow', version: 3, name, nodes: {} };
}

async function opened() {
  const heard: { by?: Versions } = {};
  const made = await bench({}, (event: LiveEventBody) => heard.by?.heard(event));
  const { documents } = made;
  const versions = new Versions(made.database, () => documents);
  heard.by = versions;
  const { id } = documents.openWorkflow(named('First'));
  let edits = 0;
  const edit = (name: string) => documents.applyEdit(id, `e${(edits += 1)}`, [{ path: ['name'], value: name }]);
  const states = (document = id) =>
    versions.list(document).map((each) => versions.get(document, each.id).workflow.name);
  const run = (change: Partial<RunRecord>) =>
    versions.changed({ id: 'run', document: id, files: [], state: 'queued', ...change } as RunRecord);
  return { ...made, documents, versions, id, edit, states, run };
}

const later = (time: number): unknown => vi.setSystemTime(Date.now() + time);

describe('a version', () => {
  it('is kept before the first edit, and then after some minutes of editing', async () => {
    const { edit, states } = await opened();
    edit('Second');
    expect(states()).toEqual(['First']);
    later(MINUTE);
    edit('Third');
    expect(states()).toEqual(['First']);
    later(5 * MINUTE);
    edit('Fourth');
    expect(states()).toEqual(['Third', 'First']);
  });

  it('is kept before a run, once for each state, and shows its picture', async () => {
    const { edit, states, run, versions, id } = await opened();
    edit('Second');
    run({});
    run({ id: 'again' });
    expect(states()).toEqual(['Second', 'First']);
    const picture = { folder: 'output', name: 'a.png', url: '/a.png', mediaType: 'image/png', node: 'save' } as const;
    const preview = { ...picture, folder: 'preview', url: '/b.png' } as const;
    run({ id: 'again', state: 'done', files: [preview, picture] });
    expect(versions.list(id).map((each) => each.picture)).toEqual(['/a.png', undefined]);
  });

  it('belongs to the file of the document, and is there when it is opened again', async () => {
    const { documents, edit, states, id } = await opened();
    edit('Second');
    await documents.save(id, { name: 'fox' });
    expect(states()).toEqual(['Second', 'First']);
    edit('Third');
    documents.close(id);
    const again = await documents.openFile('fox');
    expect(states(again.id)).toEqual(['Third', 'Second', 'First']);
  });

  it('ends with a document that has no file', async () => {
    const { documents, edit, id, database } = await opened();
    edit('Second');
    documents.close(id);
    expect(database.prepare('SELECT number FROM version').all()).toEqual([]);
  });

  it('can be named, found again under its name, and deleted', async () => {
    const { versions, id, edit } = await opened();
    const first = versions.add(id, 'Good');
    expect(first).toEqual({ id: first.id, time: NOW, name: 'Good' });
    // The same state is not kept twice, but for a second name.
    expect(versions.add(id, undefined).id).toBe(first.id);
    expect(versions.add(id, 'Best').id).not.toBe(first.id);
    edit('Second');
    expect(versions.rename(id, first.id, undefined).name).toBeUndefined();
    versions.remove(id, first.id);
    expect(versions.list(id).map(({ name }) => name)).toEqual(['Best']);
    expect(() => versions.get(id, first.id)).toThrow('There is no version');
  });

  it('of another document is not reached', async () => {
    const { versions, documents, id } = await opened();
    const { id: version } = versions.add(id, 'Mine');
    const other = documents.openWorkflow(named('Other')).id;
    expect(() => versions.get(other, version)).toThrow('There is no version');
    expect(() => versions.remove(other, version)).toThrow('There is no version');
    expect(() => versions.list('nobody')).toThrow('There is no open document');
  });

  it('has a name only as often as the limit allows', async () => {
    const { versions, id } = await opened();
    for (let count = 0; count < 100; count++) versions.add(id, `v${count}`);
    expect(() => versions.add(id, 'one more')).toThrow('100 versions of this document have names');
    expect(versions.list(id)).toHaveLength(100);
  });
});

describe('versions without a name', () => {
  /** Ages of the versions that stay. */
  function kept(ages: readonly number[], bytes = 10): number[] {
    const versions = ages.map((age, number) => ({ number, time: NOW - age, bytes }));
    const removed = new Set(superfluous(versions, NOW));
    return versions.filter(({ number }) => !removed.has(number)).map(({ time }) => NOW - time);
  }

  it('all stay for an hour', () => {
    const ages = [0, MINUTE, 2 * MINUTE, 59 * MINUTE];
    expect(kept(ages)).toEqual(ages);
  });

  it('stay once an hour for a day, once a day for a month, once a week after that', () => {
    const everyTenMinutes = Array.from({ length: 6 * 24 * 60 }, (_, at) => at * 10 * MINUTE);
    const left = kept(everyTenMinutes);
    const between = (from: number, to: number) => left.filter((age) => age >= from && age < to).length;
    expect(between(0, HOUR)).toBe(6);
    expect(between(HOUR, DAY)).toBeGreaterThanOrEqual(23);
    expect(between(HOUR, DAY)).toBeLessThanOrEqual(24);
    expect(between(DAY, 30 * DAY)).toBeLessThanOrEqual(30);
    expect(between(DAY, 30 * DAY)).toBeGreaterThanOrEqual(29);
    expect(between(30 * DAY, 60 * DAY)).toBeLessThanOrEqual(6);
  });

  it('stay within a number and within bytes, the latest always', () => {
    const many = Array.from({ length: 300 }, (_, at) => at * 1000);
    expect(kept(many)).toEqual(many.slice(0, 100));
    expect(kept([0, 1, 2], 10 * 2 ** 20)).toEqual([0]);
    expect(kept([0, 1], 100 * 2 ** 20)).toEqual([0]);
  });
});
