// A content store in a folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FolderStore } from '../../engine/store/folder/folder-store.ts';
import { describeStore } from './store-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkloom-folder-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pathOf = (root: string, shelf: string, digest: string): string =>
  join(root, shelf, 'blobs', digest.slice(0, 2), digest);

async function newRoot(name: string): Promise<string> {
  const root = join(folder, name);
  await mkdir(root);
  return root;
}

describeStore(
  'in a folder',
  async () => {
    const root = await newRoot('table');
    return {
      store: new FolderStore(root),
      damage: (shelf, digest, bytes) => writeFile(pathOf(root, shelf, digest), bytes),
      close: async () => {},
    };
  },
  250,
);

describe('a folder', () => {
  it('that does not exist is not made, because a share may not be mounted', async () => {
    const missing = join(folder, 'missing');
    const error = { code: 'no-place', message: expect.stringContaining(`mkdir -p ${missing}`) };
    await expect(new FolderStore(missing).check()).rejects.toMatchObject(error);
    expect(await readdir(folder)).not.toContain('missing');
  });

  it('that has a file where a shelf should be is told of', async () => {
    const root = await newRoot('in-the-way');
    await writeFile(join(root, 'results'), '');
    const error = { code: 'refused', message: expect.stringContaining('Choose another folder') };
    await expect(new FolderStore(root).check()).rejects.toMatchObject(error);
  });

  it('is told of when it is a file', async () => {
    const path = join(folder, 'a-file');
    await writeFile(path, '');
    await expect(new FolderStore(path).check()).rejects.toMatchObject({ code: 'no-place' });
  });

  it('counts old bytes that are written again as written now', async () => {
    const root = await newRoot('ages');
    const shelf = new FolderStore(root).shelf('steps');
    const { digest } = await shelf.writeBlob(new Uint8Array([1]));
    const age = async (): Promise<number> => {
      for await (const { written } of shelf.blobs()) return Date.now() - written;
      return Number.NaN;
    };
    const hours = (count: number): Date => new Date(Date.now() - count * 3_600_000);
    await utimes(pathOf(root, 'steps', digest), hours(23), hours(23));
    await shelf.writeBlob(new Uint8Array([1]));
    expect(await age()).toBeGreaterThan(22 * 3_600_000);
    await utimes(pathOf(root, 'steps', digest), hours(25), hours(25));
    await shelf.writeBlob(new Uint8Array([1]));
    expect(await age()).toBeLessThan(3_600_000);
  });

  it('holds nothing but what was written, and no unfinished file', async () => {
    const root = await newRoot('contents');
    const shelf = new FolderStore(root).shelf('results');
    const { digest } = await shelf.writeBlob(new Uint8Array([1, 2]));
    await shelf.addRecord('a/b', 'text');
    await shelf.addRecord('a/b', 'other');
    await writeFile(join(root, 'results', 'blobs', digest.slice(0, 2), 'stranger.txt'), 'hello');
    const files = (await readdir(root, { recursive: true })).filter(
      (name) => name.includes('.') || name.includes(digest),
    );
    expect(files.toSorted()).toEqual(
      [
        `results/blobs/${digest.slice(0, 2)}/${digest}`,
        `results/blobs/${digest.slice(0, 2)}/stranger.txt`,
        'results/records/a/b.json',
      ].toSorted(),
    );
    const listed: string[] = [];
    for await (const { name } of shelf.blobs()) listed.push(name);
    expect(listed).toEqual([digest]);
  });
});
