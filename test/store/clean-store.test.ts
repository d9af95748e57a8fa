// What a clean-up removes from a store, and what it never does.
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanStore, DEFAULT_AGES, type StoreAges } from '../../engine/store/clean-store.ts';
import { SHELVES } from '../../engine/store/content-store.ts';
import { FolderStore } from '../../engine/store/folder/folder-store.ts';

const DAY = 24 * 3600 * 1000;
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inkloom-clean-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A store with a blob and a record on every shelf, all of an age in days. */
async function aged(days: number): Promise<FolderStore> {
  const store = new FolderStore(root);
  for (const name of SHELVES) {
    await store.shelf(name).writeBlob(new TextEncoder().encode(name));
    await store.shelf(name).putRecord('a/b', name);
  }
  const time = new Date(Date.now() - days * DAY);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), time, time);
  return store;
}

async function removedOf(store: FolderStore, ages: StoreAges, isTrial = false): Promise<Record<string, number>> {
  const reports = await cleanStore(store, { ages, now: Date.now(), isTrial });
  return Object.fromEntries(reports.map(({ shelf, removed }) => [shelf, removed]));
}

describe('cleaning', () => {
  it.each([
    [1, { steps: 0, results: 0, inputs: 0, outputs: 0 }],
    [3, { steps: 2, results: 0, inputs: 0, outputs: 0 }],
    [31, { steps: 2, results: 2, inputs: 2, outputs: 0 }],
    [4000, { steps: 2, results: 2, inputs: 2, outputs: 0 }],
  ])('after %i days removes steps first and outputs never', async (days, expected) => {
    const store = await aged(days);
    expect(await removedOf(store, DEFAULT_AGES, true)).toEqual(expected);
    expect(await removedOf(store, DEFAULT_AGES)).toEqual(expected);
    for (const name of SHELVES)
      expect((await store.shelf(name).getRecord('a/b')) === undefined).toBe(expected[name] > 0);
    expect(await removedOf(store, DEFAULT_AGES)).toEqual({ steps: 0, results: 0, inputs: 0, outputs: 0 });
  });

  it('removes old outputs when it is told to', async () => {
    expect(await removedOf(await aged(10), { outputs: 9 * DAY })).toMatchObject({ outputs: 2, steps: 0 });
  });

  it('removes what killed processes left unfinished, and nothing that is being written', async () => {
    const store = await aged(0);
    const [folder = ''] = await readdir(join(root, 'outputs/blobs'));
    const [old, young] = ['.saving-old', '.saving-young'].map((name) => join(root, 'outputs/blobs', folder, name));
    await writeFile(old as string, '');
    await writeFile(young as string, '');
    await utimes(old as string, new Date(0), new Date(0));
    await removedOf(store, {});
    const left = await readdir(join(root, 'outputs/blobs', folder));
    expect(left).toContain('.saving-young');
    expect(left).not.toContain('.saving-old');
  });
});
