// Files made from weights: whole or not there, made once, and in the place that was said before.
import { mkdtemp, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { floatTensor } from '../../inference/checkpoint/prepared/float-tensor.ts';
import { PreparedFile, type PreparedTensor } from '../../inference/checkpoint/prepared/prepared-file.ts';
import { readFloats } from '../../inference/checkpoint/rows/read-floats.ts';
import { readSafetensorsHeader } from '../../inference/checkpoint/safetensors-header.ts';
import type { PlainWeight } from '../../inference/checkpoint/stored-weight.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));
const numbers = (count: number, first: number) => Float32Array.from({ length: count }, (_, i) => first + i);

let computed = 0;
const tensors: readonly PreparedTensor[] = [
  floatTensor('one', [2, 3], async () => numbers(6, (computed += 1))),
  floatTensor('two.weight', [4], async () => numbers(4, 100)),
];

test('tensors lie where they were said to lie, for other readers too', async () => {
  const file = new PreparedFile(join(await folder(), 'new', 'folder'), 'recipe', tensors);
  const planned = ['one', 'two.weight'].map((name) => file.get(name) as PlainWeight);
  await file.write();
  const [first = 0] = await readFloats(planned[0] as PlainWeight);
  expect([...(await readFloats(planned[0] as PlainWeight))]).toEqual([...numbers(6, first)]);
  expect([...(await readFloats(planned[1] as PlainWeight))]).toEqual([100, 101, 102, 103]);
  const header = await readSafetensorsHeader(file.path);
  expect([...header]).toEqual(planned.map((weight, i) => [tensors[i]?.name, expect.objectContaining(place(weight))]));
  expect(planned[0]?.offset).toBe(Math.ceil((planned[0]?.offset ?? 0) / 8) * 8);
});

function place({ offset, length, shape, dtype }: PlainWeight) {
  return { offset, length, shape, dtype };
}

test('a file that is there is not made again, and counts as used now', async () => {
  const file = new PreparedFile(await folder(), 'recipe', tensors);
  await file.write();
  await utimes(file.path, 1, 1);
  const before = computed;
  await file.write();
  expect(computed).toBe(before);
  expect((await stat(file.path)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
});

test('another recipe, and other tensors, have files of their own', async () => {
  const dir = await folder();
  const paths = [
    new PreparedFile(dir, 'recipe', tensors),
    new PreparedFile(dir, 'other', tensors),
    new PreparedFile(dir, 'recipe', tensors.slice(1)),
  ].map(({ path }) => path);
  expect(new Set(paths).size).toBe(3);
});

test('one that was cut short is made anew', async () => {
  const file = new PreparedFile(await folder(), 'recipe', tensors);
  await file.write();
  const whole = (await readFile(file.path)).length;
  await truncate(file.path, whole - 1);
  await file.write();
  expect((await readFile(file.path)).length).toBe(whole);
});

test('when the work fails, no file is left', async () => {
  const dir = await folder();
  const failing = floatTensor('three', [1], () => Promise.reject(new Error('cannot be read')));
  const file = new PreparedFile(dir, 'recipe', [...tensors, failing]);
  await expect(file.write()).rejects.toThrow('cannot be read');
  expect(await readdir(dir)).toEqual([]);
});

test('a folder that holds files of the same recipe from two at once ends with one', async () => {
  const dir = await folder();
  await writeFile(join(dir, 'unrelated'), '');
  const file = (): PreparedFile => new PreparedFile(dir, 'recipe', tensors.slice(1));
  await Promise.all([file().write(), file().write(), file().write()]);
  expect(await readdir(dir)).toHaveLength(2);
});

test('a disk that is too full is said before anything is written', async () => {
  const dir = await folder();
  const huge: PreparedTensor = { ...floatTensor('huge', [2 ** 40], () => Promise.resolve(new Float32Array())) };
  await expect(new PreparedFile(dir, 'recipe', [huge]).write()).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringMatching(/not enough room for prepared weights: expected 4194305 MiB free/),
  });
  expect(await readdir(dir)).toEqual([]);
});
