// Decoded weights in the cache: counted, and collected by their last use, within limits of their own.
import { mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DerivedFiles } from '../../engine/cache/disk/derived-files.ts';
import { DEFAULT_LIMITS } from '../../engine/cache/disk/limits.ts';

const HOUR = 3600 * 1000;
const now = Date.now();
const limits = { ...DEFAULT_LIMITS, derivedBytes: 250, freeBytes: 0 };

let folder = '';
let files: DerivedFiles;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
  files = new DerivedFiles(folder);
});

async function write(name: string, hours: number): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, Buffer.alloc(100));
  const used = new Date(now - hours * HOUR);
  await utimes(path, used, used);
}

describe('derived files', () => {
  it('go when they are too large together, least recently used first', async () => {
    for (const [name, hours] of [
      ['a', 5],
      ['b', 9],
      ['c', 2],
      ['d', 7],
    ] as const)
      await write(name, hours);
    const report = await files.collect(limits, 1e9, now);
    expect(await readdir(folder)).toEqual(['a', 'c']);
    expect(report).toEqual({ removed: 2, removedBytes: 200, kept: 2, keptBytes: 200 });
    expect((await files.list()).map(({ bytes }) => bytes)).toEqual([100, 100]);
  });

  it('stay for an hour after their last use, unless all go', async () => {
    for (const name of ['a', 'b', 'c']) await write(name, 0.5);
    await files.collect(limits, 1e9, now);
    expect(await readdir(folder)).toHaveLength(3);
    await files.collect({ ...limits, derivedBytes: 0 }, 1e9, now);
    expect(await readdir(folder)).toEqual([]);
  });

  it('go by age and for want of room on the disk', async () => {
    await write('old', 100 * 24);
    await write('new', 2);
    await files.collect(limits, 1e9, now);
    expect(await readdir(folder)).toEqual(['new']);
    await files.collect({ ...limits, freeBytes: 1000 }, 950, now);
    expect(await readdir(folder)).toEqual([]);
  });

  it('are not those that somebody writes, until nobody has for an hour', async () => {
    await write('a.unfinished', 0.5);
    await write('b.unfinished', 3);
    expect(await files.list()).toEqual([]);
    await files.collect(limits, 1e9, now);
    expect(await readdir(folder)).toEqual(['a.unfinished']);
  });

  it('need no folder', async () => {
    files = new DerivedFiles(join(folder, 'nothing'));
    expect(await files.collect(limits, 1e9, now)).toEqual({ removed: 0, removedBytes: 0, kept: 0, keptBytes: 0 });
  });
});
