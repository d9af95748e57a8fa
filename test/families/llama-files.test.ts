/** A text encoder as llama.cpp divides it, a file for each part, gives the numbers of the published folder. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ComponentFiles } from '../../inference/checkpoint/component-files.ts';
import { TextEncoder } from '../../inference/text/qwen2.5-vl/text-encoder.ts';
import type { PatchedPicture } from '../../inference/text/vision/picture-patches.ts';
import { VisionTower } from '../../inference/text/qwen2.5-vl/vision/vision-tower.ts';
import { float32 } from '../../inference/tensor.ts';
import { gap, repoPath, TINY } from '../inference/support/goldens.ts';
import { readTensors, type Tensors, writeTensors } from '../support/comfyui-folder.ts';

const FOLDER = join(TINY, 'text_encoder');
let files: ComponentFiles;

type Entry = readonly [name: string, dtype: string, shape: readonly number[], bytes: Buffer];

function tensorsOf(entries: readonly Entry[]): Tensors {
  let offset = 0;
  const header = entries.map(([name, dtype, shape, { length }]) => {
    offset += length;
    return [name, { dtype, shape, data_offsets: [offset - length, offset] as const }] as const;
  });
  return { header: Object.fromEntries(header), values: Buffer.concat(entries.map(([, , , bytes]) => bytes)) };
}

/** Thirds of a matrix or vector by rows. */
const thirdsOf = (bytes: Buffer): Buffer[] =>
  [0, 1, 2].map((part) => bytes.subarray((part * bytes.length) / 3, ((part + 1) * bytes.length) / 3));

/** The kernel of one frame, of a kernel [width, channels, 2 frames, rows, columns]. */
function frameOf(bytes: Buffer, [width = 0, channels = 0, frames = 0]: readonly number[], frame: number): Buffer {
  const plane = bytes.length / (width * channels * frames);
  const planes = Array.from({ length: width * channels }, (_, i) => {
    const begin = (i * frames + frame) * plane;
    return bytes.subarray(begin, begin + plane);
  });
  return Buffer.concat(planes);
}

beforeAll(async () => {
  const text = await readFile(repoPath('test/fixtures/layouts/names-llama.json'), 'utf8');
  const table = z.record(z.string(), z.string()).parse(JSON.parse(text));
  const storedBy = new Map(Object.entries(table).map(([stored, published]) => [published, stored]));
  const stored = (name: string): string => {
    const block = /\.(\d+)\./.exec(name)?.[1] ?? '';
    const known = storedBy.get(name) ?? storedBy.get(name.replace(`.${block}.`, '.{}.'));
    if (known === undefined) throw new Error(`llama.cpp has no name for ${name}`);
    return known.replace('{}', block);
  };
  const { header, values } = await readTensors(join(FOLDER, 'model.safetensors'));
  const published = Object.entries(header).map(([name, entry]): Entry => {
    const {
      dtype,
      shape,
      data_offsets: [begin, end],
    } = entry as never as { dtype: string; shape: number[]; data_offsets: [number, number] };
    return [name, dtype, shape, values.subarray(begin, end)];
  });
  const divided = published.flatMap(([name, dtype, shape, bytes]): Entry[] => {
    if (name.includes('attn.qkv.')) {
      const part = [(shape[0] ?? 0) / 3, ...shape.slice(1)];
      return thirdsOf(bytes).map((third, i) => [stored(name.replace('qkv', 'qkv'[i] ?? '')), dtype, part, third]);
    }
    if (!name.includes('patch_embed')) return [[stored(name), dtype, shape, bytes]];
    return ['', '.1'].map((suffix, i) => [
      stored(name) + suffix,
      dtype,
      shape.toSpliced(2, 1),
      frameOf(bytes, shape, i),
    ]);
  });
  const dir = await mkdtemp(join(tmpdir(), 'inkloom-llama-'));
  const isVision = ([name]: Entry): boolean => /^(v|mm)\./.test(name);
  files = {
    dir: await writeTensors(join(dir, 'text.safetensors'), tensorsOf(divided.filter((entry) => !isVision(entry)))),
    companions: [await writeTensors(join(dir, 'mmproj.safetensors'), tensorsOf(divided.filter(isVision)))],
  };
});

describe('the files of llama.cpp', () => {
  it('give the hidden states of the published text encoder', async () => {
    const [ours, published] = await Promise.all([TextEncoder.plan(files), TextEncoder.plan({ dir: FOLDER })]);
    const [one, other] = [await ours.load({ precision: 'fp32' }), await published.load({ precision: 'fp32' })];
    const ids = [151_644, 8948, 198, 32, 38_835];
    expect(await one.encode(ids)).toEqual(await other.encode(ids));
    await Promise.all([one.release(), other.release()]);
  });

  it('give the picture tokens of the published vision tower, from projections and kernels apart', async () => {
    const [ours, published] = await Promise.all([VisionTower.plan(files), VisionTower.plan({ dir: FOLDER })]);
    const [one, other] = [await ours.load({ precision: 'fp32' }), await published.load({ precision: 'fp32' })];
    expect(one.config).toEqual(other.config);
    const features = 3 * 2 * 14 * 14;
    const patches = float32(
      Float32Array.from({ length: 48 * features }, (_, i) => Math.sin(i)),
      [48, features],
    );
    const picture: PatchedPicture = { patches, grid: { rows: 6, columns: 8 } };
    expect(gap('tokens', await one.encode(picture), await other.encode(picture))).toBeLessThan(1e-5);
    await Promise.all([one.release(), other.release()]);
  });

  it('without the vision tower read no picture, and say what to get', async () => {
    await expect(VisionTower.plan({ dir: files.dir })).rejects.toThrow(
      'text.safetensors reads no pictures: it has no vision tower. Put the mmproj file of the model beside it',
    );
  });
});
