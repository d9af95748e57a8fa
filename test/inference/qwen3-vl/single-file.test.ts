// A text encoder in files without a config gives the numbers of the published folder.
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ComponentFiles } from '../../../inference/checkpoint/component-files.ts';
import { writeIntegerFile } from '../../../inference/checkpoint/export/integer-file.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { withIntegers } from '../../../inference/onnx/devices/device.ts';
import { float32 } from '../../../inference/tensor.ts';
import { comfyNames } from '../../../inference/text/qwen3-vl/layouts/names.ts';
import { isTextEncoder, openTextWeights } from '../../../inference/text/qwen3-vl/open.ts';
import { TextEncoder } from '../../../inference/text/qwen3-vl/text-encoder.ts';
import { isVisionTower } from '../../../inference/text/qwen3-vl/vision/derive.ts';
import { VisionTower } from '../../../inference/text/qwen3-vl/vision/vision-tower.ts';
import type { PatchedPicture } from '../../../inference/text/vision/picture-patches.ts';
import { joined, readTensors, renamed, type Tensors, writeTensors } from '../../support/comfyui-folder.ts';
import { gap, repoPath } from '../support/goldens.ts';
import { IMAGE_PAD, TEXT_ENCODER } from './support.ts';

const IDS = [151_644, 8948, 198, IMAGE_PAD, 32, 38_835];
const PICTURE: PatchedPicture = {
  patches: float32(Float32Array.from({ length: 4 * 1536 }, Math.sin), [4, 1536]),
  grid: { rows: 2, columns: 2 },
};
let published: readonly [TextEncoder, VisionTower];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
  published = [
    await TextEncoder.load(TEXT_ENCODER, { precision: 'fp32' }),
    await VisionTower.load(TEXT_ENCODER, { precision: 'fp32' }),
  ];
});
afterAll(() => Promise.all(published.map((model) => model.release())));

/** Those of the tensors that have a name, under it. */
function picked({ header, values }: Tensors, name: (stored: string) => string | undefined): Tensors {
  const parts = Object.entries(header).flatMap(([stored, entry]): Tensors[] => {
    const [begin, end] = entry.data_offsets;
    const [own, length] = [name(stored), end - begin];
    if (own === undefined) return [];
    return [{ header: { [own]: { ...entry, data_offsets: [0, length] } }, values: values.subarray(begin, end) }];
  });
  return joined(...parts);
}

const tensors = (): Promise<Tensors> => readTensors(join(TEXT_ENCODER, 'model.safetensors'));

async function files(layout: 'ComfyUI' | 'llama.cpp'): Promise<ComponentFiles> {
  const stored = await tensors();
  if (layout === 'ComfyUI') {
    const short = renamed(stored, (name) => name.replace('model.language_model.', 'model.'));
    return { dir: await writeTensors(join(folder, 'comfy.safetensors'), short) };
  }
  const text = await readFile(repoPath('test/fixtures/layouts/names-llama-qwen3-vl.json'), 'utf8');
  const table = z.record(z.string(), z.string()).parse(JSON.parse(text));
  const storedBy = new Map(Object.entries(table).map(([ours, name]) => [name, ours]));
  const llama = (name: string): string | undefined => {
    const block = /\.(\d+)\./.exec(name)?.[1] ?? '';
    // The tiny tower has its mergers after the blocks 1, 2 and 3.
    const place = name.includes('deepstack') ? String(Number(block) + 1) : block;
    return storedBy.get(name.replace(`.${block}.`, '.{}.'))?.replace('{}', place);
  };
  // One kernel for both frames is as good: nothing else of the published folder is cut apart.
  const kernel = (name: string): string | undefined => (name.endsWith('patch_embed.proj.weight') ? name : llama(name));
  const isVision = (name: string): boolean => name.startsWith('model.visual.');
  return {
    dir: await writeTensors(
      join(folder, 'text.safetensors'),
      picked(stored, (name) => (isVision(name) ? undefined : llama(name))),
    ),
    companions: [
      await writeTensors(
        join(folder, 'mmproj.safetensors'),
        picked(stored, (name) => (isVision(name) ? kernel(name) : undefined)),
      ),
    ],
  };
}

describe.each(['ComfyUI', 'llama.cpp'] as const)('files of %s', (layout) => {
  it('give the rows and the hidden states of the folder', async () => {
    const given = await files(layout);
    const weights = await openTextWeights(given);
    expect([isTextEncoder(weights), isVisionTower(weights)]).toEqual([true, true]);
    const [encoder, tower] = [
      await (await TextEncoder.plan(given)).load({ precision: 'fp32' }),
      await (await VisionTower.plan(given)).load({ precision: 'fp32' }),
    ];
    // Only a config tells that the embedding is the head too.
    expect(encoder.config).toEqual({ ...published[0].config, tiesEmbeddings: false });
    expect(tower.config).toEqual(published[1].config);
    const rows = await tower.encode(PICTURE);
    expect(rows).toEqual(await published[1].encode(PICTURE));
    const extras = { embeds: { positions: [3], values: rows } };
    expect(await encoder.encode(IDS, extras)).toEqual(await published[0].encode(IDS, extras));
    await Promise.all([encoder.release(), tower.release()]);
  });
});

it('files without a vision tower encode prompts, and say what pictures need', async () => {
  const { dir } = await files('llama.cpp');
  const encoder = await (await TextEncoder.plan({ dir })).load({ precision: 'fp32' });
  expect(encoder.config.deepstackLevels).toBe(0);
  expect(await encoder.encode(IDS)).toEqual(await published[0].encode(IDS));
  await encoder.release();
  await expect(VisionTower.plan({ dir })).rejects.toThrow('it has no vision tower. Put the mmproj file');
});

it('a file in integers is used as it is, and stays near the exact states', async () => {
  const path = join(folder, 'int8.safetensors');
  await writeIntegerFile(
    { weights: comfyNames(await openTextWeights({ dir: TEXT_ENCODER })), marks: [] },
    path,
    () => {},
  );
  const { header } = await readTensors(path);
  expect(Object.keys(header)).toContain('model.visual.deepstack_merger_list.0.norm.weight');
  expect(header).toHaveProperty(['model.layers.0.self_attn.o_proj.comfy_quant']);
  const place = { folder: '/nowhere', digest: '', matrices: 'integers' } as const;
  const plan = await TextEncoder.plan({ dir: path }, withIntegers(cpu, 'absmax'), place);
  expect(plan.prepared).toEqual([]);
  const rounded = await plan.load({ precision: 'int8' });
  const [made, exact] = [await rounded.encode(IDS), await published[0].encode(IDS)];
  const error = gap('int8 file', made, exact) / Math.max(...exact.data.map(Math.abs));
  expect(error).toBeGreaterThan(0);
  expect(error).toBeLessThan(0.1);
  await rounded.release();
});
