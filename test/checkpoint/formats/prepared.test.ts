// Weights that graphs cannot read are decoded once into files, which survive a kill and serve several processes.
import { mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { makePrepared } from '../../../inference/checkpoint/prepared/make-prepared.ts';
import { UNFINISHED } from '../../../inference/checkpoint/prepared/prepared-file.ts';
import { preparedSource } from '../../../inference/checkpoint/prepared/prepared-source.ts';
import { withRows } from '../../../inference/checkpoint/rows/open-rows.ts';
import type { PreparedWeight } from '../../../inference/checkpoint/stored-weight.ts';
import { FamilyRegistry } from '../../../inference/families/registry.ts';
import { Transformer, type TransformerInput } from '../../../inference/families/qwen-image/transformer/transformer.ts';
import { Residents } from '../../../inference/runtime/residents.ts';
import { gap, openGoldens, TINY, unbatched } from '../../inference/support/goldens.ts';
import { readAll, writeAll } from '../../inference/support/temporary-checkpoint.ts';
import { quantised } from './quantise.ts';
import { ggufHeader, type GgufTensor, writeGguf } from './write-gguf.ts';

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));
const BLOCK = { type: 8, values: 32, bytes: 34 } as const;

/** The prepared weights of a file. */
async function preparedOf(path: string, folder: string, digest = 'digest'): Promise<PreparedWeight[]> {
  const source = preparedSource(await openComponent(path), { folder, digest });
  return [...source.names()].map((name) => source.get(name)).filter((weight) => weight?.encoding === 'prepared');
}

/** A file with matrices of Q8_0 whose values are `d` times 0 to 31. */
async function matrices(scales: readonly number[]): Promise<string> {
  const path = join(await temporary(), 'model.gguf');
  const tensors = scales.map((d, i): GgufTensor => {
    const block = Buffer.alloc(BLOCK.bytes);
    block.writeUInt16LE(d);
    for (let j = 0; j < BLOCK.values; j += 1) block.writeInt8(j, 2 + j);
    return { name: `m${i}`, shape: [4, 64], type: BLOCK.type, data: Buffer.concat(Array(8).fill(block)) };
  });
  await writeGguf(path, tensors);
  return path;
}

/** 1 and 4096 as float16. */
const [ONE, LARGE] = [0x3c00, 0x6c00] as const;
const values = ({ made }: PreparedWeight): Promise<Float32Array> => {
  if (made.encoding === 'nibbles') throw new Error('rounded');
  return withRows(made, (rows) => rows.read(0, rows.rows));
};

describe('prepared files', () => {
  it('hold the codes and scales of weights, with progress up to the last value', async () => {
    const folder = join(await temporary(), 'prepared');
    const weights = await preparedOf(await matrices([ONE, LARGE]), folder);
    const progress: [number, number][] = [];
    await makePrepared(weights, (done, all) => progress.push([done, all]));
    expect(progress.at(-1)).toEqual([512, 512]);
    expect(weights[0]?.made).toMatchObject({
      encoding: 'scaled',
      shape: [4, 64],
      values: { dtype: 'I8', shape: [4, 64] },
    });
    expect(weights[0]?.made).toMatchObject({ scale: { dtype: 'F32', shape: [4, 2] } });
    expect(weights[0] && [...(await values(weights[0])).subarray(30, 34)]).toEqual([30, 31, 0, 1]);
    expect(weights[1] && [...(await values(weights[1])).subarray(30, 34)]).toEqual([30 * 4096, 31 * 4096, 0, 4096]);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('are made once, and made again after one was cut short', async () => {
    const folder = await temporary();
    const weights = await preparedOf(await matrices([ONE, ONE]), folder);
    const inodes = (): Promise<number[]> =>
      Promise.all(weights.map(async ({ made: { file } }) => (await stat(file)).ino));
    await makePrepared(weights, () => {});
    const before = await inodes();
    await makePrepared(weights, () => {});
    expect(await inodes()).toEqual(before);
    await truncate(weights[0]?.made.file ?? '', 100);
    await makePrepared(weights, () => {});
    expect(weights[0] && (await values(weights[0]))[31]).toBe(31);
  });

  it('are others for another model and for another encoding', async () => {
    const [folder, path] = [await temporary(), await matrices([ONE])];
    const files = new Set<string>();
    for (const digest of ['one', 'two']) {
      for (const { made } of await preparedOf(path, folder, digest)) files.add(made.file);
    }
    expect(files.size).toBe(2);
  });

  it('do not need a process that was killed: its claim and its half of a file are left aside', async () => {
    const folder = await temporary();
    const [weight] = await preparedOf(await matrices([ONE]), folder);
    if (!weight) throw new Error('no weight');
    const [claim, half] = [`${weight.made.file}.claim${UNFINISHED}`, `${weight.made.file}.1${UNFINISHED}`];
    await writeFile(half, 'half');
    // Of this machine, with a number that no process has; and of another machine, long ago.
    for (const [owner, age] of [
      [[hostname(), 2 ** 30], 0],
      [['another', 1], 60_000],
    ] as const) {
      await writeFile(claim, JSON.stringify(owner));
      const written = new Date(Date.now() - age);
      await utimes(claim, written, written);
      await makePrepared([weight], () => {});
      expect((await values(weight))[31]).toBe(31);
      await rm(weight.made.file);
    }
  });

  it('are not begun on a disk without room for all of them', async () => {
    const path = join(await temporary(), 'model.gguf');
    const shape = [2 ** 21, 2 ** 22];
    const header = ggufHeader([{ name: 'm', shape, type: BLOCK.type, data: { length: 0 } as Uint8Array }]);
    await writeFile(path, header);
    await truncate(path, header.length + (2 ** 43 / BLOCK.values) * BLOCK.bytes);
    const folder = await temporary();
    const made = makePrepared(await preparedOf(path, folder), () => {});
    await expect(made).rejects.toMatchObject({ code: 'disk-full', details: { expected: '9437185 MiB free' } });
    await expect(made).rejects.toThrow('Free some, or name another folder with --cache');
    expect(await readdir(folder)).toEqual([]);
  });

  it('are made by one of several at a time, and the others wait', async () => {
    const [folder, path] = [await temporary(), await matrices(Array(6).fill(ONE))];
    let decoded = 0;
    const work = async (): Promise<void> => {
      const weights = await preparedOf(path, folder);
      await makePrepared(weights, () => {
        decoded += 1;
      });
    };
    await Promise.all([work(), work(), work()]);
    expect(await readdir(folder)).toHaveLength(6);
    expect(decoded).toBeGreaterThan(0);
  });
});

describe('a transformer in GGUF', async () => {
  const goldens = await openGoldens('transformer');
  const tensors = await readAll(join(TINY, 'transformer/diffusion_pytorch_model.safetensors'));
  let input: TransformerInput;
  let folder: string;

  beforeAll(async () => {
    folder = await temporary();
    input = {
      latents: unbatched(await goldens.get('input.latents.8x8')),
      text: unbatched(await goldens.get('input.text.9')),
      timestep: 0.5123,
      grids: [{ frames: 1, height: 8, width: 8 }],
    };
    const { file, decoded } = quantised(tensors);
    await writeGguf(join(folder, 'model.gguf'), file);
    await writeAll(join(folder, 'model.safetensors'), decoded);
  });

  it('gives the velocities of its decoded weights', async () => {
    const plain = await Transformer.load(join(folder, 'model.safetensors'), { precision: 'fp32' });
    const expected = await plain.predict(input);
    await plain.release();
    const largest = Math.max(...expected.data.map(Math.abs));
    const prepared = join(folder, 'prepared');
    const settings = { device: 'cpu', budgets: { cpu: 2 ** 33 }, precision: 'cast', families: [], prepared } as const;
    let progress = 0;
    const residents = new Residents(settings, new FamilyRegistry(), (done, all) => {
      progress = done / all;
    });
    const ref = { dir: join(folder, 'model.gguf'), digest: 'one', family: 'qwen-image' };
    const model = (await residents.get('transformer', ref)) as Transformer;
    const velocity = await model.predict(input);
    expect(progress).toBe(1);
    expect(gap('Q8_0', velocity, expected) / largest).toBeLessThan(1e-4);
    await model.release();
  });
});
