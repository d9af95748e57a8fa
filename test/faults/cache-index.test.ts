/** The index of the cache with texts that are no texts: a miss, and never the end of the process. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { digestLargeValue } from '../../engine/cache/canonical.ts';
import { failingFiles } from './failing-files.ts';

const KEY = 'a'.repeat(64);
const VALUE = { text: 'a value' };

async function filled(): Promise<{ readonly folder: string; readonly digest: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-index-'));
  const digest = await digestLargeValue(VALUE);
  const cache = DiskCache.open({ folder, limits: { freeBytes: 0 } });
  const output = { digest, type: 'json', bytes: 10 };
  await cache?.write([KEY], { outputs: { value: output }, seconds: 1 }, { value: VALUE });
  await cache?.close();
  return { folder, digest };
}

/** Opens the cache as the next process does, and asks for the value. */
async function ask(folder: string, digest: string): Promise<{ readonly value?: unknown; readonly said: string[] }> {
  const said: string[] = [];
  const cache = DiskCache.open({ folder, limits: { freeBytes: 0 }, onProblem: (message) => said.push(message) });
  const known = await cache?.lookup([KEY]);
  const found = known?.has(KEY) ? await cache?.read({ digest, type: 'json', bytes: 10 }) : undefined;
  await cache?.collect();
  await cache?.close();
  return { value: found?.value, said };
}

it('gives the value of a sound index', async () => {
  const { folder, digest } = await filled();
  expect(await ask(folder, digest)).toEqual({ value: VALUE, said: [] });
});

it.each(['"outputs"', 'CREATE TABLE action', 'CREATE TABLE value', 'codec TEXT', 'key TEXT', 'json', KEY])(
  'survives a bit that makes bytes no text, in %s',
  async (text) => {
    const { folder, digest } = await filled();
    const index = join(folder, 'index-v2-1.sqlite');
    const whole = await readFile(index);
    let places = 0;
    for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1)) {
      places += 1;
      await writeFile(index, whole.with(at, (whole[at] ?? 0) | 0x80));
      const { value } = await ask(folder, digest);
      expect([undefined, VALUE]).toContainEqual(value);
    }
    expect(places).toBeGreaterThan(0);
  },
);

it('tells a waiting writer that a full disk kept nothing, whoever asked for the commit', async () => {
  const { folder } = await filled();
  const faults = failingFiles();
  const said: string[] = [];
  const options = {
    folder,
    files: faults.files,
    limits: { freeBytes: 0 },
    onProblem: (text: string) => said.push(text),
  };
  const cache = DiskCache.open(options);
  faults.failAt(1, { forGood: true });
  const output = { digest: await digestLargeValue('other'), type: 'json', bytes: 10 };
  await cache?.write(['b'.repeat(64)], { outputs: { value: output }, seconds: 1 }, { value: 'other' });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^A result could not be kept in .*: The disk is full: /);
  expect((await cache?.lookup(['b'.repeat(64)]))?.size).toBe(0);
  await cache?.close();
});

it('is not started anew because its folder cannot be used: the kept results stay', async () => {
  const { folder } = await filled();
  const said: string[] = [];
  const file = join(folder, 'index-v2-1.sqlite');
  expect(DiskCache.open({ folder: file, onProblem: (message) => said.push(message) })).toBeUndefined();
  expect(said).toEqual([
    `${file} could not be written: there is a file where a folder is expected. Choose another folder. ` +
      'Results of this run stay in memory only.',
  ]);
});
