// LoRAs against what diffusers and ComfyUI make of the same files: velocities, and whole denoise loops.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { denoiseStep } from '../../inference/diffusion/denoise-step.ts';
import { drawLatentNoise } from '../../inference/diffusion/noise/latent-noise.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { comfyuiSchedule } from '../../inference/diffusion/schedule/comfyui-schedule.ts';
import { modelTimestep, sigmaAt, stepCount } from '../../inference/diffusion/schedule/schedule.ts';
import { velocityPredictor } from '../../inference/families/qwen-image/denoise-step.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { gap, openGoldens, repoPath, TINY, unbatched } from '../inference/support/goldens.ts';
import { readMetadata } from '../inference/support/temporary-checkpoint.ts';
import { changedTransformer, lora, useOf } from './support.ts';

const VELOCITY = 5e-5;
/** Share of the largest value of ComfyUI's latents. */
const LATENTS = 2e-4;

const goldens = await openGoldens('lora');
const [inputs, prompts] = [await openGoldens('transformer'), await openGoldens('pipeline-t2i')];

describe('velocities equal those of merged weights', () => {
  const cases = goldens.names.flatMap((name) => {
    const [, style, strength] = /^(.+)\.s([\d.]+)\.velocity$/.exec(name) ?? [];
    return style === undefined ? [] : [[name, style, Number(strength)] as const];
  });

  test.for(cases)('%s', async ([name, style, strength]) => {
    const model = await changedTransformer([await useOf(lora(style), strength)]);
    const velocity = await model.predict({
      latents: unbatched(await inputs.get('input.latents.8x8')),
      text: unbatched(await inputs.get('input.text.9')),
      timestep: 0.5123,
      grids: [{ frames: 1, height: 8, width: 8 }],
      strengths: [strength],
    });
    expect(gap(name, velocity, await goldens.get(name))).toBeLessThanOrEqual(VELOCITY);
  });

  test('there are twelve of them', () => expect(cases).toHaveLength(12));
});

interface Case {
  readonly lora: readonly (readonly [file: string, strength: number])[];
  readonly seed: number;
  readonly steps?: number;
  /** A file with other weights than the tiny checkpoint's. */
  readonly unet?: string;
}

const { cases = '' } = await readMetadata('test/fixtures/goldens/lora.safetensors');
const settings = Object.entries(JSON.parse(cases) as Readonly<Record<string, Case>>);

describe('a denoise loop gives the latents of ComfyUI', () => {
  const ofTiny = settings.filter(([, { unet }]) => unet === undefined);

  test.for(ofTiny)('%s', async ([name, each]) => {
    const expected = await goldens.get(name);
    const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const latents = await denoised(each);
    const actual = { ...latents, dims: expected.dims };
    expect(gap(name, actual, expected) / largest).toBeLessThanOrEqual(LATENTS);
  });

  // ComfyUI rounds the changed weights back to 8 bits, at random.
  test.for([
    ['lora.fp8', 0.05],
    ['lora.int8', 0.05],
  ] as const)('%s, with a base in 8 bits, to rounding', async ([name, tolerance]) => {
    const each = Object.fromEntries(settings)[name] as Case;
    const expected = await goldens.get(name);
    const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const latents = await denoised(each);
    expect(gap(name, { ...latents, dims: expected.dims }, expected) / largest).toBeLessThanOrEqual(tolerance);
    const plain = await denoised({ ...each, lora: [] });
    expect(gap(`${name}, none`, { ...plain, dims: expected.dims }, expected) / largest).toBeGreaterThan(4 * tolerance);
  });

  test('and without its LoRA others', async () => {
    const expected = await goldens.get('lora.kohya');
    const latents = await denoised({ lora: [], seed: 19 });
    expect(gap('no LoRA', { ...latents, dims: expected.dims }, expected)).toBeGreaterThan(0.05);
  });

  test('there are thirteen of them', () => expect(ofTiny).toHaveLength(13));
});

/** As KSampler returns them: not normalised. */
async function denoised({ lora: files, seed, steps = 4, unet }: Case): Promise<Tensor<'float32'>> {
  const uses = await Promise.all(files.map(([file, strength]) => useOf(lora(file.split('.')[0] ?? ''), strength)));
  const dir = unet === undefined ? undefined : repoPath(`test/fixtures/formats/comfyui/${unet}`);
  const model = await changedTransformer(uses, undefined, dir);
  const strengths = uses.map(({ strength }) => strength);
  const schedule = comfyuiSchedule({ steps, shift: 3.1 });
  const shape = { batch: 1, channels: 16, height: 16, width: 12 };
  let latents = drawLatentNoise(new TorchGenerator(BigInt(seed)), shape);
  const [positive, negative] = [await promptOf('pos'), await promptOf('neg')];
  for (let index = 0; index < stepCount(schedule); index += 1) {
    const timestep = modelTimestep(schedule, index);
    ({ latents } = await denoiseStep(() => velocityPredictor(model, { latents, timestep, strengths }), {
      latents,
      positive,
      negative,
      guidance: { scale: 2.5, rescale: false },
      sigma: sigmaAt(schedule, index),
      nextSigma: sigmaAt(schedule, index + 1),
      timestep,
    }));
  }
  return denormalised(latents);
}

async function promptOf(side: 'pos' | 'neg'): Promise<{ readonly embeds: Tensor<'float32'> }> {
  return { embeds: unbatched(await prompts.get(`cfg.prompt_embeds.${side}`)) };
}

async function denormalised(latents: Tensor<'float32'>): Promise<Tensor<'float32'>> {
  const { latents_mean: mean, latents_std: std } = JSON.parse(
    await readFile(join(TINY, 'vae/config.json'), 'utf8'),
  ) as Readonly<Record<string, readonly number[]>>;
  const size = latents.data.length / 16;
  const channel = (i: number): number => Math.floor(i / size);
  const values = latents.data.map((value, i) => value * (std?.[channel(i)] ?? 0) + (mean?.[channel(i)] ?? 0));
  return float32(values, latents.dims);
}
