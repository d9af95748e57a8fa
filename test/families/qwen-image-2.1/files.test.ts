// Files with every tensor of the published Qwen-Image-2.1, in the layouts that people have: told by tensors, opened by
// headers, and no tensor is left over or missing.
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readLora } from '../../../inference/checkpoint/lora/read-lora.ts';
import { loraTargets } from '../../../inference/families/qwen-image-2.1/lora-targets.ts';
import { parts } from '../../../inference/families/qwen-image-2.1/parts/parts.ts';
import { TURBO_SIGMAS } from '../../../inference/families/qwen-image-2.1/turbo.ts';
import { Transformer } from '../../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import { Vae } from '../../../inference/families/qwen-image-2.1/vae/vae.ts';
import { FamilyRegistry } from '../../../inference/families/registry.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { TextEncoder } from '../../../inference/text/qwen3-vl/text-encoder.ts';
import { VisionTower } from '../../../inference/text/qwen3-vl/vision/vision-tower.ts';
import { sparseGguf, sparseSafetensors, type Shapes } from '../../checkpoint/formats/sparse-file.ts';
import { floats, writeLora } from '../../lora/support.ts';
import { publishedShapes } from '../../support/sparse-checkpoint.ts';

const GB = 1e9;
const transformer = await publishedShapes('transformer-qwen-image-2.1');
const text = await publishedShapes('text_encoder-qwen3-vl-8b');
const vae = await publishedShapes('vae-qwen-image-2.1');
const registry = new FamilyRegistry();

const written: string[] = [];
afterEach(async () => {
  for (const path of written.splice(0)) await rm(dirname(path), { recursive: true });
});

async function recognised(path: string): Promise<unknown> {
  written.push(path);
  return (await registry.weightFile(path)).recognised;
}

function placed(path: string) {
  return { folder: dirname(path), digest: 'digest' };
}

/** Gate and projection of each MLP as one matrix, below a prefix, as ComfyUI has them. */
function fused(shapes: Shapes): Shapes {
  const entries = Object.entries(shapes).flatMap(([name, shape]): [string, readonly number[]][] => {
    if (name.endsWith('.img_mlp.proj.weight')) return [];
    const [rows = 0, columns = 0] = shape;
    const isGate = name.endsWith('.img_mlp.gate_layer.weight');
    return [isGate ? [name.replace('gate_layer', 'gate_up'), [2 * rows, columns]] : [name, shape]];
  });
  return Object.fromEntries(entries);
}

/** ComfyUI's file shortens the names of the language model. */
const shortened = (shapes: Shapes): Shapes =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name.replace('model.language_model.', 'model.'), shape]),
  );

describe('the transformer', () => {
  it('has 297 tensors as published', () => {
    expect(Object.keys(transformer)).toHaveLength(297);
  });

  it.each(['bf16', 'fp8_scaled', 'int8_convrot'] as const)('opens as ComfyUI has it in %s', async (encoding) => {
    const { path, size } = await sparseSafetensors(fused(transformer), encoding);
    expect(await recognised(path)).toMatchObject({
      family: 'qwen-image-2.1',
      parts: [{ kind: 'transformer', model: 'Qwen-Image-2.1', fits: { text: 4096, latent: 64 } }],
    });
    const { facts, note, scheduler } = await parts.openTransformer({ dir: path });
    expect(facts).toMatchObject({ patch: 1, latentChannels: 64, textWidth: 4096, rescalesGuidance: false });
    expect(note).toBe('The weights of Qwen-Image-2.1 are under the Qwen Research License: non-commercial use only');
    expect(scheduler.fixedSigmas).toBeUndefined();
    const plan = await Transformer.plan({ dir: path }, cpu, placed(path));
    expect(plan.memory('cast').mapped / GB).toBeCloseTo(size / GB, 1);
    expect(plan.prepared).toEqual([]);
  });

  it('is Turbo by the name of its file, unless the user says otherwise', async () => {
    const { path } = await sparseSafetensors(fused(transformer), 'bf16');
    const named = join(dirname(path), 'qwen_image_2.1_turbo_bf16.safetensors');
    await rename(path, named);
    written.push(named);
    const guessed = await parts.openTransformer({ dir: named });
    expect(guessed.note).toContain('is taken for Qwen-Image-2.1-Turbo by its name: its tensors do not tell');
    expect(guessed.files.variant).toBe('turbo');
    expect(guessed.scheduler).toMatchObject({ fixedSigmas: TURBO_SIGMAS, useDynamicShifting: false });
    const told = await parts.openTransformer({ dir: named, variant: 'standard' });
    expect([told.files.variant, told.scheduler.fixedSigmas]).toEqual(['standard', undefined]);
    expect(told.note).not.toContain('by its name');
  });

  it('takes LoRAs of its own, and refuses those of the other family by name', async () => {
    const { path } = await sparseSafetensors(fused(transformer), 'int8_convrot');
    written.push(path);
    const target = await loraTargets.transformer({ dir: path });
    const lora = (module: string, width: number) =>
      writeLora({
        [`diffusion_model.transformer_blocks.0.${module}.lora_A.weight`]: floats([2, width]),
        [`diffusion_model.transformer_blocks.0.${module}.lora_B.weight`]: floats([width, 2]),
      });
    expect((await readLora(await lora('attn.to_q', 4096), target)).report.matched).toBe(1);
    for (const module of ['attn.to_q', 'attn.add_q_proj']) {
      await expect(readLora(await lora(module, 3072), target)).rejects.toThrow(
        'made for Qwen-Image or Qwen-Image-Edit (3072 wide)',
      );
    }
  });

  it('opens as GGUF', async () => {
    const { path } = await sparseGguf(transformer);
    expect(await recognised(path)).toMatchObject({ family: 'qwen-image-2.1', parts: [{ kind: 'transformer' }] });
    const plan = await Transformer.plan({ dir: path }, cpu, placed(path));
    expect(plan.prepared?.length).toBeGreaterThan(32 * 7);
  });
});

describe('the text encoder and its vision tower', () => {
  it('open as published: 750 tensors', async () => {
    expect(Object.keys(text)).toHaveLength(750);
    const { path } = await sparseSafetensors(text, 'bf16');
    expect(await textOf(path)).toMatchObject(TEXT);
  });

  it.each(['bf16', 'int8_convrot'] as const)('open as ComfyUI has them in %s', async (encoding) => {
    const { path } = await sparseSafetensors(shortened(text), encoding);
    expect(await textOf(path)).toMatchObject(TEXT);
  });
});

it('finds the vision tower of a text encoder in GGUF in the mmproj file beside it', async () => {
  const isTower = (name: string): boolean => name.startsWith('model.visual.');
  const kernel = 'model.visual.patch_embed.proj.weight';
  const [width = 0, channels = 0, , ...plane] = text[kernel] ?? [];
  // llama.cpp has a kernel for each of the two frames.
  const frame = [width, channels, ...plane];
  const language = Object.fromEntries(Object.entries(text).filter(([name]) => !isTower(name)));
  const tower = Object.fromEntries(Object.entries(text).filter(([name]) => isTower(name) && name !== kernel));
  const encoder = await sparseGguf(language);
  const vision = await sparseGguf({ ...tower, 'v.patch_embd.weight': frame, 'v.patch_embd.weight.1': frame });
  const folder = dirname(encoder.path);
  const [dir, mmproj] = [join(folder, 'Qwen3VL-8B-Instruct-Q4_K_M.gguf'), join(folder, 'mmproj-Qwen3VL-8B-F16.gguf')];
  await rename(encoder.path, dir);
  await rename(vision.path, mmproj);
  written.push(vision.path);
  expect(await recognised(dir)).toMatchObject({ parts: [{ model: 'Qwen3-VL without its vision tower' }] });
  expect((await registry.weightFile(mmproj)).recognised).toMatchObject({ parts: [{ kind: 'visionTower' }] });
  const { files, note } = await parts.openTextEncoder({ dir }, 'several');
  expect([files.companions, note]).toEqual([[mmproj], undefined]);
  expect(await VisionTower.plan(files, cpu, placed(dir))).toBeDefined();
});

/** What a file is, and facts of the text encoder in it once both parts are planned. */
async function textOf(path: string): Promise<unknown> {
  const file = await recognised(path);
  const { facts } = await parts.openTextEncoder({ dir: path }, 'several');
  const plans = [await TextEncoder.plan({ dir: path }, cpu, placed(path)), await VisionTower.plan({ dir: path }, cpu)];
  return { file, facts, plans: plans.length };
}

const TEXT = {
  file: { family: 'qwen-image-2.1', parts: [{ kind: 'textEncoder', model: 'Qwen3-VL', fits: { text: 4096 } }] },
  facts: { width: 4096, pictureSide: 1024, readsFittedPictures: true },
  plans: 2,
};

describe('the VAE', () => {
  it('opens as published: 238 tensors', async () => {
    expect(Object.keys(vae)).toHaveLength(238);
    const { path } = await sparseSafetensors(vae, 'bf16');
    expect(await recognised(path)).toMatchObject({
      family: 'qwen-image-2.1',
      parts: [{ kind: 'vae', fits: { latent: 64 } }],
    });
    expect((await parts.openVae({ dir: path })).facts).toMatchObject({
      scale: 16,
      latentChannels: 64,
      sideMultiple: 32,
    });
    expect(await Vae.plan({ dir: path }, cpu)).toBeDefined();
  });
});
