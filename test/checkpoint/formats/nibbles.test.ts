// Weights rounded to 4-bit integers, once: codes and scales of blocks, and which weights are rounded at all.
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { makePrepared } from '../../../inference/checkpoint/prepared/make-prepared.ts';
import { nibbleBytesOf } from '../../../inference/checkpoint/prepared/nibble-bytes.ts';
import { UNFINISHED } from '../../../inference/checkpoint/prepared/prepared-file.ts';
import { preparedSource } from '../../../inference/checkpoint/prepared/prepared-source.ts';
import { readFloats } from '../../../inference/checkpoint/rows/read-floats.ts';
import type { NibbleWeight, PreparedWeight, WeightLocation } from '../../../inference/checkpoint/stored-weight.ts';
import type { WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { valuesOf } from './support.ts';
import { writeGguf } from './write-gguf.ts';

const FILE = repoPath('test/fixtures/formats/int8.safetensors');
const GGUF = repoPath('test/fixtures/formats/blocks.gguf');
const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

async function nibblesOf(
  dir: string,
  folder: string,
  matrices: 'nibbles' | 'rounded nibbles' = 'nibbles',
): Promise<WeightSource> {
  return preparedSource(inBlocks(await openComponent(dir)), { folder, digest: dir, matrices });
}

/** The types of the GGUF fixture as matrices in blocks, of which nibbles are made. */
function inBlocks(source: WeightSource): WeightSource {
  const named = new Map(
    [...source.names()].map((name) => [/^[A-Z]/.test(name) ? `blocks.0.${name}.weight` : name, name]),
  );
  const get: WeightSource['get'] = (name) => source.get(named.get(name) ?? name);
  return { ...source, names: () => named.keys(), get };
}

function madeOf(source: WeightSource): PreparedWeight[] {
  return [...source.names()].map((name) => source.get(name)).filter((weight) => weight?.encoding === 'prepared');
}

function nibbleWeight(source: WeightSource, name: string): NibbleWeight {
  const weight = source.get(name);
  if (weight?.encoding !== 'prepared' || weight.made.encoding !== 'nibbles') throw new Error(`${name} is not rounded`);
  return weight.made;
}

async function bytesAt({ file, offset, length }: WeightLocation): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from((await readFile(file)).subarray(offset, offset + length));
}

/** The numbers that nibbles stand for, first the low half of each byte. */
async function decoded({ values, scale, offset }: NibbleWeight) {
  const nibbles = [...(await bytesAt(values))].flatMap((pair) => [pair % 16, Math.floor(pair / 16)]);
  const scales = new Float32Array((await bytesAt(scale)).buffer);
  const offsets = offset ? new Float32Array((await bytesAt(offset)).buffer) : new Float32Array(scales.length);
  const block = nibbles.length / scales.length;
  const valueOf = (nibble: number, at: number): number => (nibble - 8) * (scales[at] ?? NaN) - (offsets[at] ?? NaN);
  return { nibbles, scales, offsets, values: nibbles.map((each, i) => valueOf(each, Math.floor(i / block))) };
}

describe('nibbles made of bf16', async () => {
  const source = await nibblesOf(FILE, await temporary());
  await makePrepared(madeOf(source), () => {});
  const stored = await openComponent(FILE);

  it.each([
    ['a', 8, 512, 128],
    ['b', 6, 192, 64],
    ['c', 6, 48, 16],
  ] as const)('%s [%i, %i] in blocks of %i', async (name, rows, width, block) => {
    const made = nibbleWeight(source, `blocks.0.${name}.weight`);
    expect(made.shape).toEqual([rows, width]);
    expect(made.values).toMatchObject({ dtype: 'U8', shape: [rows, width / block, block / 2] });
    expect(made.scale).toMatchObject({ dtype: 'F32', shape: [rows, width / block] });
    const original = stored.get(`blocks.0.${name}.weight`);
    const exact = original ? await readFloats(original) : Float32Array.of();
    const received = await decoded(made);
    for (let start = 0; start < exact.length; start += block) {
      const values = [...exact.subarray(start, start + block)];
      const scale = received.scales[start / block] ?? NaN;
      // The value of the largest magnitude is what code -8 stands for.
      const extreme = values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      expect(scale * -8).toBe(extreme);
      // No other of the sixteen levels is nearer to a value.
      const levels = Array.from({ length: 16 }, (_, code) => (code - 8) * scale);
      values.forEach((value, i) => {
        const nearest = Math.min(...levels.map((level) => Math.abs(level - value)));
        const error = Math.abs((received.values[start + i] ?? NaN) - value);
        expect(error).toBeLessThanOrEqual(nearest + Math.abs(scale) * 1e-6);
        // Half a step; a whole one for a value at the other end of the range, which has no code 8.
        expect(error).toBeLessThanOrEqual(Math.abs(scale) * (value / scale > 7.5 ? 1 : 0.5 + 1e-6));
      });
    }
  });

  it('are made of matrices in blocks whose width 16 divides, and of nothing else', () => {
    expect(madeOf(source).map(({ name }) => name)).toEqual(['a', 'b', 'c'].map((each) => `blocks.0.${each}.weight`));
    for (const name of ['blocks.0.d.weight', 'blocks.0.e.weight', 'img_in.weight', 'blocks.0.norm.weight'])
      expect(source.get(name)?.encoding).toBe('plain');
  });

  it('are other files than integers of 8 bits and exact values', async () => {
    const [folder, dir] = [await temporary(), repoPath('test/fixtures/formats/packed.safetensors')];
    const packed = (await openComponent(dir)).get('w4a4.weight');
    if (!packed) throw new Error('no weight');
    const named = { label: dir, names: () => ['blocks.0.x.weight'], updates: () => [], get: () => packed };
    const files = ([undefined, 'integers', 'nibbles'] as const).map((matrices) => {
      const place = { folder, digest: dir, ...(matrices ? { matrices } : {}) };
      return (preparedSource(named, place).get('blocks.0.x.weight') as PreparedWeight).made.file;
    });
    expect(files[2]).not.toBe(files[0]);
    expect(files[2]).not.toBe(files[1]);
  });

  it('go on from whole files after a kill', async () => {
    const folder = await temporary();
    const weights = madeOf(await nibblesOf(FILE, folder));
    await makePrepared(weights, () => {});
    const [whole = '', short = '', lost = ''] = weights.map(({ made }) => made.file);
    const [kept, before] = [(await stat(whole)).ino, [await readFile(short), await readFile(lost)]];
    await truncate(short, 100);
    await rm(lost);
    // The claim of a process of this machine that is gone, and its half of a file.
    await writeFile(`${lost}.claim${UNFINISHED}`, JSON.stringify([hostname(), 2 ** 30]));
    await writeFile(`${lost}.1${UNFINISHED}`, 'half');
    await makePrepared(weights, () => {});
    expect((await stat(whole)).ino).toBe(kept);
    expect([await readFile(short), await readFile(lost)]).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.endsWith('.safetensors'))).toHaveLength(3);
  });
});

describe('nibbles of GGUF types', async () => {
  const source = await nibblesOf(GGUF, await temporary());
  const stored = await openComponent(GGUF);
  const OWN = { Q4_0: 32, Q4_1: 32, Q4_K: 32, Q3_K: 16 } as const;
  const ROUNDED = { Q2_K: 128, Q5_K: 128, Q6_K: 128, Q5_0: 32, Q5_1: 32, Q8_0: 32, IQ4_NL: 32, IQ4_XS: 128 } as const;
  await makePrepared(madeOf(source), () => {});

  it.each(Object.entries(OWN))('%s keep the numbers that gguf-py gives, in blocks of %i', async (type, block) => {
    const made = nibbleWeight(source, `blocks.0.${type}.weight`);
    const { values, scales, offsets } = await decoded(made);
    const exact = await valuesOf(stored, type);
    expect(exact.length / scales.length).toBe(block);
    const errors = values.map((value, i) => {
      const at = Math.floor(i / block);
      // The offset is a sum of two numbers, rounded once.
      return (
        Math.abs(value - (exact[i] ?? NaN)) / (8 * Math.abs(scales[at] ?? NaN) + Math.abs(offsets[at] ?? NaN) || 1)
      );
    });
    expect(Math.max(...errors)).toBeLessThan(2 ** -23);
    // More than one float32 for each block tells two nearly equal weights apart.
    expect(new Set(exact).size).toBeGreaterThan(1000);
  });

  it.each(Object.entries(ROUNDED))('%s are rounded in blocks of %i', (type, block) => {
    const { values, offset } = nibbleWeight(source, `blocks.0.${type}.weight`);
    expect(offset).toBeUndefined();
    expect(values.shape.at(-1)).toBe(block / 2);
  });

  it.each([...Object.keys(OWN), 'Q5_K'])(
    '%s take as many bytes as headers tell, and less when they are rounded',
    async (type) => {
      const name = `blocks.0.${type}.weight`;
      const bytesOf = async ({ values, scale, offset }: NibbleWeight) =>
        values.length + scale.length + (offset?.length ?? 0);
      const rounded = await nibblesOf(GGUF, await temporary(), 'rounded nibbles');
      const original = stored.get(type);
      expect(original && nibbleBytesOf(name, original)).toEqual({
        own: await bytesOf(nibbleWeight(source, name)),
        rounded: await bytesOf(nibbleWeight(rounded, name)),
      });
      expect(nibbleWeight(rounded, name).offset).toBeUndefined();
    },
  );

  it('are other files than rounded ones, which all types share that have no nibbles of their own', async () => {
    const folder = await temporary();
    const [own, rounded] = [await nibblesOf(GGUF, folder), await nibblesOf(GGUF, folder, 'rounded nibbles')];
    const areShared = (type: string): boolean =>
      nibbleWeight(own, `blocks.0.${type}.weight`).file === nibbleWeight(rounded, `blocks.0.${type}.weight`).file;
    for (const type of Object.keys(OWN)) expect(areShared(type)).toBe(false);
    for (const type of Object.keys(ROUNDED)) expect(areShared(type)).toBe(true);
  });

  it('of Q4_0 are those of the file, which pairs the halves of a block, with its scales', async () => {
    const [folder, rows, blocks] = [await temporary(), 3, 2];
    // 1, -0.5, 0.25, -2, 4 and 0 as float16.
    const scales = [0x3c00, 0xb800, 0x3400, 0xc000, 0x4400, 0];
    const data = Buffer.alloc(rows * blocks * 18);
    for (const [at, scale] of scales.entries()) {
      data.writeUInt16LE(scale, at * 18);
      for (let j = 0; j < 16; j += 1) data[at * 18 + 2 + j] = (at * 59 + j * 37) % 256;
    }
    const path = join(folder, 'model.gguf');
    await writeGguf(path, [{ name: 'blocks.0.x.weight', shape: [rows, blocks * 32], type: 2, data }]);
    const own = await nibblesOf(path, folder);
    await makePrepared(madeOf(own), () => {});
    const made = nibbleWeight(own, 'blocks.0.x.weight');
    expect(made.values.shape).toEqual([rows, blocks, 16]);
    const received = await decoded(made);
    expect([...received.scales]).toEqual([1, -0.5, 0.25, -2, 4, 0]);
    const expected = scales.flatMap((_, at) =>
      Array.from({ length: 32 }, (__, i) => {
        const pair = data[at * 18 + 2 + (i % 16)] ?? NaN;
        return i < 16 ? pair & 15 : pair >> 4;
      }),
    );
    expect(received.nibbles).toEqual(expected);
  });
});
