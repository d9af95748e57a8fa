// Files in 8-bit integers for other programs: what they hold, and that they give what prepared weights give.
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertModelCommand } from '../../../engine/cli/commands/convert-model.ts';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { writeIntegerFile } from '../../../inference/checkpoint/export/integer-file.ts';
import { makePrepared } from '../../../inference/checkpoint/prepared/make-prepared.ts';
import { readFloats } from '../../../inference/checkpoint/rows/read-floats.ts';
import { readSafetensorsHeader } from '../../../inference/checkpoint/safetensors-header.ts';
import type { StoredWeight } from '../../../inference/checkpoint/stored-weight.ts';
import { portableWeights } from '../../../inference/families/qwen-image/parts/portable.ts';
import { openTransformer } from '../../../inference/families/qwen-image/transformer/open.ts';
import { Transformer } from '../../../inference/families/qwen-image/transformer/transformer.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { withIntegers } from '../../../inference/onnx/devices/device.ts';
import type { Tensor } from '../../../inference/tensor.ts';
import { TextEncoder } from '../../../inference/text/qwen2.5-vl/text-encoder.ts';
import { openGoldens, repoPath, TINY, unbatched } from '../../inference/support/goldens.ts';
import { readAll, zeroConditionCheckpoint } from '../../inference/support/temporary-checkpoint.ts';

const FORMATS = repoPath('test/fixtures/formats');
const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));
const device = withIntegers(cpu, 'absmax');

async function converted(kind: 'transformer' | 'textEncoder', dir: string): Promise<string> {
  const path = join(await temporary(), 'int8.safetensors');
  await writeIntegerFile(await portableWeights(kind, { dir }), path, () => {});
  return path;
}

const goldens = await openGoldens('transformer');
const input = {
  latents: unbatched(await goldens.get('input.latents.8x8')),
  text: unbatched(await goldens.get('input.text.9')),
  timestep: 0.5123,
  grids: [{ frames: 1, height: 8, width: 8 }],
};

async function velocity(dir: string, folder: string): Promise<Tensor<'float32'>> {
  const plan = await Transformer.plan({ dir }, device, { folder, digest: dir, matrices: 'integers' });
  await makePrepared(plan.prepared ?? [], () => {});
  return (await plan.load({ precision: 'int8' })).predict(input);
}

describe('a transformer in a folder', async () => {
  const dir = join(TINY, 'transformer');
  const path = await converted('transformer', dir);
  const tensors = await readAll(path);

  it('gives the same velocity from the file, which is used as it is', async () => {
    const unused = join(await temporary(), 'unused');
    expect(await velocity(path, unused)).toEqual(await velocity(dir, await temporary()));
    await expect(readdir(unused)).rejects.toThrow('ENOENT');
  });

  it('has integers, a scale for each row and a marker in blocks, and its own values elsewhere', async () => {
    const layer = 'transformer_blocks.0.img_mlp.net.2';
    expect(tensors.get(`${layer}.weight`)).toMatchObject({ dtype: 'I8', shape: [96, 384] });
    expect(tensors.get(`${layer}.weight_scale`)).toMatchObject({ dtype: 'F32', shape: [96, 1] });
    const marker = tensors.get(`${layer}.comfy_quant`);
    expect(marker?.dtype).toBe('U8');
    expect(JSON.parse(Buffer.from(marker?.data ?? []).toString())).toEqual({
      format: 'int8_tensorwise',
      convrot: true,
      convrot_groupsize: 64,
    });
    const { weights } = await openTransformer({ dir });
    for (const name of ['img_in.weight', 'proj_out.weight', 'norm_out.linear.weight', 'txt_norm.weight']) {
      const stored = weights.get(name) as StoredWeight;
      const copy = (await openComponent(path)).get(name) as StoredWeight;
      expect(copy).toMatchObject({ encoding: 'plain', dtype: stored.encoding === 'plain' ? stored.dtype : '' });
      expect(await readFloats(copy)).toEqual(await readFloats(stored));
    }
    const layers = [...tensors.keys()].filter((name) => name.endsWith('.comfy_quant'));
    expect(layers.every((name) => name.startsWith('transformer_blocks.'))).toBe(true);
    // Fourteen in each block: attention, MLPs and modulation.
    expect(layers.length % 14).toBe(0);
  });

  it('has every number at a multiple of its size', async () => {
    const sizes: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };
    for (const [, { dtype, offset }] of await readSafetensorsHeader(path)) expect(offset % (sizes[dtype] ?? 1)).toBe(0);
  });

  it('is copied to the byte when it is converted again', async () => {
    const again = await readAll(await converted('transformer', path));
    expect([...again.keys()].toSorted()).toEqual([...tensors.keys()].toSorted());
    for (const [name, { data }] of tensors) expect(Buffer.compare(again.get(name)?.data ?? Buffer.of(), data)).toBe(0);
  });
});

it('carries the mark of a variant that a folder tells by its config', async () => {
  const path = await converted('transformer', await zeroConditionCheckpoint());
  expect((await openTransformer({ dir: path })).config.zeroConditionTimestep).toBe(true);
  const plain = await converted('transformer', join(TINY, 'transformer'));
  expect((await openTransformer({ dir: plain })).config.zeroConditionTimestep).toBe(false);
});

it('makes bf16 of 8-bit floats outside of blocks, and integers of those inside', async () => {
  const dir = join(FORMATS, 'comfyui/tiny_fp8_e4m3fn.safetensors');
  const [source, path] = [await openComponent(dir), await converted('transformer', dir)];
  const result = await openComponent(path);
  for (const name of ['img_in.weight', 'proj_out.weight']) {
    expect(result.get(name)).toMatchObject({
      encoding: 'plain',
      dtype: expect.stringMatching(/^(BF16|F32)$/) as string,
    });
    expect(await readFloats(result.get(name) as StoredWeight)).toEqual(
      await readFloats(source.get(name) as StoredWeight),
    );
  }
  expect(result.get('transformer_blocks.0.attn.to_q.weight')?.encoding).toBe('rotated');
});

it('opens as a text encoder with its vision tower', async () => {
  const path = await converted('textEncoder', join(TINY, 'text_encoder'));
  const plan = await TextEncoder.plan({ dir: path }, device, { folder: '/nowhere', digest: '', matrices: 'integers' });
  expect(plan.prepared).toEqual([]);
  const encoder = await plan.load({ precision: 'int8' });
  const exact = await TextEncoder.load(join(TINY, 'text_encoder'), { precision: 'fp32' });
  const [a, b] = await Promise.all([encoder, exact].map((each) => each.encode([1, 2, 3, 4, 5])));
  const largest = Math.max(...(b?.data.map(Math.abs) ?? []));
  const error = Math.max(...(a?.data.map((value, i) => Math.abs(value - (b?.data[i] ?? NaN))) ?? []));
  expect(error / largest).toBeLessThan(0.08);
  expect(error).toBeGreaterThan(0);
});

describe('inkloom models convert', () => {
  it('replaces no file, and says which formats and parts there are', async () => {
    const out = join(await temporary(), 'there.safetensors');
    await writeFile(out, 'mine');
    const places = ['--models', repoPath('models')];
    const command = (...args: string[]) => convertModelCommand([...args, ...places]);
    await expect(command('nano', '--to', 'int8', '--out', out)).rejects.toThrow(`${out} exists`);
    expect(await readFile(out, 'utf8')).toBe('mine');
    await expect(command('nano', '--to', 'int4')).rejects.toThrow('--to: expected int8, got int4');
    await expect(command('nano', '--to', 'int8', '--part', 'vae')).rejects.toThrow('--part: expected one of');
    await expect(command('nan', '--to', 'int8')).rejects.toThrow('There is no model "nan"');
  });
});
