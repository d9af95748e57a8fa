// Prepared files written by several processes at once: the others wait, and the loser of a race is content.
import * as fs from 'node:fs/promises';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { claim } from '../../inference/checkpoint/prepared/claim.ts';
import { floatTensor } from '../../inference/checkpoint/prepared/float-tensor.ts';
import { PreparedFile } from '../../inference/checkpoint/prepared/prepared-file.ts';
import { writePrepared } from '../../inference/checkpoint/prepared/write-prepared.ts';
import { changedTransformer, lora, temporaryFolder, useOf } from '../lora/support.ts';

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof fs>();
  return { ...actual, rename: vi.fn<typeof actual.rename>(actual.rename) };
});

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));
let computed = 0;
const fileIn = (dir: string, recipe: string): PreparedFile =>
  new PreparedFile(
    dir,
    recipe,
    ['one', 'two'].map((name) => floatTensor(name, [4], async () => ((computed += 1), new Float32Array(4)))),
  );

test('files are written with progress, over all of them, and empty ones are left out', async () => {
  const dir = await folder();
  const files = [fileIn(dir, 'a'), new PreparedFile(dir, 'empty', []), fileIn(dir, 'b')];
  const told: [number, number][] = [];
  await writePrepared(files, (done, all) => told.push([done, all]));
  const bytes = files[0]?.bytes ?? 0;
  expect(told).toEqual([bytes - 16, bytes, 2 * bytes - 16, 2 * bytes].map((done) => [done, 2 * bytes]));
  expect(await readdir(dir)).toHaveLength(2);
});

test('one that another process writes is waited for, not written twice', async () => {
  const file = fileIn(await folder(), 'a');
  const other = await claim(file.path);
  const before = computed;
  const written = writePrepared([file], () => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(computed).toBe(before);
  await file.write();
  await other?.release();
  await written;
  expect(computed).toBe(before + 2);
});

test('a file that cannot be renamed, because another process put the same one there, counts as written', async () => {
  const file = fileIn(await folder(), 'a');
  vi.mocked(fs.rename).mockImplementationOnce(async (_, to) => {
    await writeFile(to, Buffer.alloc(file.bytes));
    throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
  });
  await file.write();
  expect(await file.isThere()).toBe(true);
  const alone = fileIn(await folder(), 'a');
  vi.mocked(fs.rename).mockRejectedValueOnce(Object.assign(new Error('operation not permitted'), { code: 'EPERM' }));
  await expect(alone.write()).rejects.toThrow('operation not permitted');
});

test('a LoRA that has to be merged is merged with progress', async () => {
  const told: number[] = [];
  const onPrepared = (done: number, all: number): void => void told.push(done / all);
  const dir = await temporaryFolder();
  const use = await useOf(lora('lokr'));
  await changedTransformer([use], dir, undefined, onPrepared);
  expect(told.length).toBeGreaterThan(10);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
  told.length = 0;
  await changedTransformer([use], dir, undefined, onPrepared);
  expect(told).toEqual([]);
});
