/** Parts of models in files of their own, as a family sees them: kinds in a file, variant, pair of a GGUF encoder. */
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import { visionFileBeside } from '../../inference/families/vision-file.ts';
import { bundledTokenizer } from '../../inference/text/tokenizer/bundled.ts';
import { CHECKPOINTS, repoPath } from '../inference/support/goldens.ts';
import { comfyFolder } from '../support/comfyui-folder.ts';

const registry = new FamilyRegistry();
const parts = await registry.parts('qwen-image');
const folder = await comfyFolder();
const TRANSFORMER = join(folder, 'models/diffusion_models/qwen/tiny.safetensors');
const LAYERED = join(CHECKPOINTS, 'tiny-layered');

describe('a file is recognised', () => {
  it.each([
    ['models/diffusion_models/qwen/tiny.safetensors', 'transformer', 'Qwen-Image', { text: 64, latent: 64, pixels: 3 }],
    ['models/text_encoders/tiny_te.safetensors', 'textEncoder', 'Qwen2.5-VL', { text: 64 }],
    ['models/vae/tiny_vae.safetensors', 'vae', 'Qwen-Image VAE', { latent: 64, pixels: 3 }],
  ])('by its tensors: %s', async (file, kind, model, fits) => {
    expect(await registry.weightFile(join(folder, file))).toEqual({
      format: 'bf16',
      recognised: { family: 'qwen-image', parts: [{ kind, model, fits }] },
    });
    expect((await registry.recognise(join(folder, file))).name).toBe('qwen-image');
  });

  it.each([
    ['transformer', 'Qwen-Image-Layered'],
    ['vae', 'Qwen-Image-Layered VAE (RGBA)'],
  ])('as layered: %s', async (part, model) => {
    const { recognised } = await registry.weightFile(join(LAYERED, part, 'diffusion_pytorch_model.safetensors'));
    expect(recognised?.parts).toMatchObject([{ model, fits: { pixels: 4 } }]);
  });

  it('as a ControlNet', async () => {
    const file = join(CHECKPOINTS, 'tiny-controlnet-inpaint/diffusion_pytorch_model.safetensors');
    expect((await registry.weightFile(file)).recognised?.parts).toMatchObject([
      { kind: 'controlNet', model: 'Qwen-Image ControlNet (InstantX, inpainting)', fits: { text: 64, latent: 64 } },
    ]);
    expect((await parts.openControlNet({ dir: file })).facts).toEqual({ takesMask: true, streamWidth: 96 });
  });
});

describe('a control file', () => {
  it.each([
    [
      'canny-patch',
      'Qwen-Image control patch (DiffSynth, canny or depth)',
      { takesMask: false, isBuiltIn: true, streamWidth: 96 },
    ],
    [
      'inpaint-patch',
      'Qwen-Image control patch (DiffSynth, inpainting)',
      { takesMask: true, isBuiltIn: true, streamWidth: 96 },
    ],
    ['fun-union', 'Qwen-Image-2512 Fun ControlNet Union', { takesMask: false, takesPicture: true, streamWidth: 96 }],
  ])('is known by its tensors: %s', async (name, model, facts) => {
    const dir = repoPath(`test/fixtures/control/${name}.safetensors`);
    expect((await registry.weightFile(dir)).recognised?.parts).toEqual([{ kind: 'controlNet', model, fits: {} }]);
    expect((await parts.openControlNet({ dir })).facts).toEqual(facts);
  });
});

describe('a transformer', () => {
  it('has the schedule of its variant', async () => {
    const { scheduler, facts } = await parts.openTransformer({ dir: TRANSFORMER });
    expect(scheduler).toMatchObject({ variant: 'standard', shiftTerminal: 0.02, maxImageTokens: 8192, maxShift: 0.9 });
    expect(facts).toEqual({
      patch: 2,
      latentChannels: 16,
      latentScale: 8,
      textWidth: 64,
      streamWidth: 96,
      // ComfyUI's own shift of the model is 1.15, as an exponent, on 10,000 levels.
      samplingSigmas: { levels: 10_000, shift: Math.exp(1.15) },
    });
    const layered = join(LAYERED, 'transformer/diffusion_pytorch_model.safetensors');
    expect((await parts.openTransformer({ dir: layered })).scheduler).toMatchObject({
      variant: 'layered',
      shiftTerminal: undefined,
      timeShiftType: 'linear',
    });
  });

  it('without the mark of Edit-2511 is taken for it by its name, and says so; a choice wins', async () => {
    const dir = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'qwen-image-edit-2511-Q4.safetensors');
    await copyFile(TRANSFORMER, dir);
    const named = await parts.openTransformer({ dir });
    expect(named.files.variant).toBe('edit-2511');
    expect(named.note).toBe(
      'qwen-image-edit-2511-Q4.safetensors is taken for Qwen-Image-Edit-2511 by its name: its tensors do not tell',
    );
    const chosen = await parts.openTransformer({ dir, variant: 'standard' });
    expect([chosen.files.variant, chosen.note]).toEqual(['standard', undefined]);
    expect((await parts.openTransformer({ dir: TRANSFORMER })).note).toBeUndefined();
  });
});

describe('a text encoder', () => {
  it('has the tokenizer that ships, and puts instructions as the model was trained', async () => {
    const dir = join(folder, 'models/text_encoders/tiny_te.safetensors');
    const several = await parts.openTextEncoder({ dir }, 'several');
    expect(several.tokenizer).toBe(bundledTokenizer());
    expect(several.facts).toMatchObject({ width: 64, pictureSide: 384, templates: { edit: 'edit-plus' } });
    const one = await parts.openTextEncoder({ dir }, 'one');
    expect(one.facts).toMatchObject({ pictureSide: 1024, templates: { create: 'text-to-image', edit: 'edit' } });
  });
});

describe('the vision tower of a GGUF file', () => {
  const MODEL = 'Qwen2.5-VL-7B-Instruct-Q4_K_M.gguf';
  async function beside(...names: readonly string[]) {
    const dir = await mkdtemp(join(tmpdir(), 'inkloom-'));
    await mkdir(dir, { recursive: true });
    for (const name of [MODEL, ...names]) await writeFile(join(dir, name), '');
    const { file, note } = await visionFileBeside(join(dir, MODEL));
    return { file: file?.slice(dir.length + 1), note };
  }

  it.each([
    [['mmproj-BF16.gguf'], 'mmproj-BF16.gguf'],
    [['mmproj-F16.gguf', 'Qwen2.5-VL-7B-Instruct-mmproj-f16.gguf'], 'Qwen2.5-VL-7B-Instruct-mmproj-f16.gguf'],
    [['Other-Q8_0.gguf', 'qwen2.5-vl-7b-instruct.MMPROJ-Q8_0.gguf'], 'qwen2.5-vl-7b-instruct.MMPROJ-Q8_0.gguf'],
  ])('is found in %j', async (names, file) => {
    expect(await beside(...names)).toEqual({ file, note: undefined });
  });

  it.each([
    [[], 'put its mmproj file beside it'],
    [['mmproj-a.gguf', 'mmproj-b.gguf'], 'there are mmproj-a.gguf, mmproj-b.gguf; choose one as its vision tower'],
  ])('is not guessed in %j', async (names, note) => {
    expect(await beside(...names)).toEqual({ file: undefined, note: expect.stringContaining(note) as unknown });
  });

  it('is not looked for beside other files', async () => {
    expect(await visionFileBeside(TRANSFORMER)).toEqual({});
  });
});
