/** Two users of one cache: values in use, claims, and an index that one of them finds damaged. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { digestValue } from '../../../engine/cache/canonical.ts';
import { DiskCache } from '../../../engine/cache/disk/disk-cache.ts';
import type { StoredOutput } from '../../../engine/cache/result.ts';

const KEY = 'a'.repeat(64);
const output: StoredOutput = { digest: digestValue('kept'), type: 'json', bytes: 6 };
const never = new AbortController().signal;
const ignore = (): void => {};

/** Two caches in one folder, as of two processes. */
function two(): { readonly folder: string; readonly caches: [DiskCache, DiskCache]; readonly said: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'inkloom-sharing-'));
  const said: string[] = [];
  const open = (): DiskCache => {
    const cache = DiskCache.open({ folder, limits: { freeBytes: 0 }, onProblem: (message) => said.push(message) });
    if (!cache) throw new Error('the folder cannot be used');
    onTestFinished(() => cache.close());
    return cache;
  };
  return { folder, caches: [open(), open()], said };
}

const write = (cache: DiskCache): Promise<void> =>
  cache.write([KEY], { outputs: { value: output }, seconds: 1 }, { value: 'kept' });

it('a collection spares what a run of another has looked up, until the run ends', async () => {
  const [one, other] = two().caches;
  await write(one);
  await setTimeout(5);
  const end = await one.begin();
  expect((await one.lookup([KEY])).size).toBe(1);
  expect(await other.collect({ bytes: 0 })).toMatchObject({ kept: 1 });
  expect(await one.read(output)).toEqual({ value: 'kept' });
  end();
  // The next commit tells the other one.
  await one.index.write(ignore);
  expect(await other.collect({ bytes: 0 })).toMatchObject({ kept: 0 });
});

it('a collection does not spare what a process used that has died', async () => {
  const [one, other] = two().caches;
  await write(other);
  await one.index.write((tables) => tables.prepare('INSERT INTO process VALUES (?, ?)').run('dead', 1));
  expect(await other.collect({ bytes: 0 })).toMatchObject({ kept: 0 });
});

it('who wants a claimed action takes its result', async () => {
  const [one, other] = two().caches;
  const claim = await one.claim(KEY, never, ignore);
  let waits = 0;
  const waiting = other.claim(KEY, never, () => (waits += 1));
  await setTimeout(60);
  expect(waits).toBeGreaterThan(0);
  await write(one);
  if (claim && 'release' in claim) await claim.release();
  expect(await waiting).toMatchObject({ entry: { seconds: 1 }, tier: 'disk' });
});

it('who wants an action computes it when its claim ends without a result', async () => {
  const [one, other] = two().caches;
  const failed = await one.claim(KEY, never, ignore);
  const waiting = other.claim(KEY, never, ignore);
  if (failed && 'release' in failed) await failed.release();
  expect(await waiting).toHaveProperty('release');
});

it.each([
  ['has died', 'dead', Date.now()],
  ['has stopped', undefined, Date.now() - 60_000],
])('a claim ends when its process %s', async (_how, process, beat) => {
  const [one, other] = two().caches;
  one.index.processes.show();
  await one.index.write((tables) =>
    tables.prepare('INSERT INTO claim VALUES (?, ?, ?)').run(KEY, process ?? one.index.processes.id, beat),
  );
  expect(await other.claim(KEY, never, ignore)).toHaveProperty('release');
});

it('who waits for a claim can give up', async () => {
  const [one, other] = two().caches;
  await one.claim(KEY, never, ignore);
  const controller = new AbortController();
  const waiting = other.claim(KEY, controller.signal, ignore);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

it.each([
  ['that is no database', () => Buffer.from('no database'.repeat(1000))],
  ['whose header says that nobody may write', (whole: Buffer) => whole.with(18, 5)],
])('an index %s is given up by both', async (_what, damaged) => {
  const { folder, caches, said } = two();
  const [one, other] = caches;
  await write(one);
  const index = join(folder, 'index-v2-1.sqlite');
  writeFileSync(index, damaged(readFileSync(index)));
  expect((await one.lookup([KEY])).size).toBeLessThanOrEqual(1);
  await write(one);
  expect((await other.lookup([KEY])).size).toBe(1);
  await write(other);
  expect(await one.read(output)).toEqual({ value: 'kept' });
  expect(said.filter((message) => !message.includes('A new index is started'))).toEqual([]);
});
