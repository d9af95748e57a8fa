// Transformers in the encodings of ComfyUI give the latents that ComfyUI gives, and the velocities of the reference.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../inference/checkpoint/config-file.ts';
import { denoiseStep } from '../../../inference/diffusion/denoise-step.ts';
import { drawLatentNoise } from '../../../inference/diffusion/noise/latent-noise.ts';
import { TorchGenerator } from '../../../inference/diffusion/noise/torch-generator.ts';
import { comfyuiSchedule } from '../../../inference/diffusion/schedule/comfyui-schedule.ts';
import { velocityPredictor } from '../../../inference/families/qwen-image/denoise-step.ts';
import { Transformer } from '../../../inference/families/qwen-image/transformer/transformer.ts';
import { vaeConfigSchema } from '../../../inference/families/qwen-image/vae/config.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { withIntegers } from '../../../inference/onnx/devices/device.ts';
import { cpuIntegers } from '../../../inference/onnx/kernels/cpu-integers.ts';
import { saturatesOn } from '../../../inference/onnx/kernels/measure-integers.ts';
import { precisionNamed, type PrecisionName } from '../../../inference/precision/registry.ts';
import { float32, type Tensor } from '../../../inference/tensor.ts';
import { gap, openGoldens, repoPath, TINY, unbatched, view } from '../../inference/support/goldens.ts';

const FILES = repoPath('test/fixtures/formats/comfyui');
const SEED = 18n;
/** The error of ComfyUI's own products: float32 for floats of 8 bits, integers of 8 bits for int8. */
const [FLOAT, INT8] = [2e-4, 0.03] as const;

const conditioning = await openGoldens('pipeline-t2i');
const { latentsMean, latentsStd } = await readConfig(join(TINY, 'vae'), vaeConfigSchema);
const loaded: Transformer[] = [];
const rowScale = (await saturatesOn(cpu, cpuIntegers('absmax'))) ? 'headroom' : 'absmax';
afterAll(async () => {
  await Promise.all(loaded.map((model) => model.release()));
});

async function load(name: string, precision: PrecisionName): Promise<Transformer> {
  const { matrices } = precisionNamed(precision);
  const device = matrices === 'integers' ? withIntegers(cpu, rowScale) : cpu;
  const plan = await Transformer.plan({ dir: join(FILES, `${name}.safetensors`) }, device);
  const model = await plan.load({ precision });
  loaded.push(model);
  return model;
}

/** The result of ComfyUI's KSampler: euler, simple, shift 3.1, guidance 2.5, without the normalisation of latents. */
async function sample(transformer: Transformer, steps: number): Promise<Tensor<'float32'>> {
  const [positive, negative] = await Promise.all(
    ['pos', 'neg'].map(async (side) => unbatched(await conditioning.get(`cfg.prompt_embeds.${side}`))),
  );
  if (!positive || !negative) throw new Error('no conditioning');
  const { sigmas } = comfyuiSchedule({ steps, shift: 3.1 });
  const shape = { batch: 1, channels: 16, height: 16, width: 12 };
  let latents = drawLatentNoise(new TorchGenerator(SEED), shape, 'comfyui');
  for (let i = 0; i < steps; i += 1) {
    const [sigma = 0, nextSigma = 0] = sigmas.slice(i, i + 2);
    const guidance = { scale: 2.5, rescale: false };
    const step = { latents, sigma, nextSigma, timestep: sigma, guidance };
    const prompts = { positive: { embeds: positive }, negative: { embeds: negative } };
    ({ latents } = await denoiseStep(() => velocityPredictor(transformer, step), { ...step, ...prompts }));
  }
  const plane = shape.height * shape.width;
  const denormalised = latents.data.map((value, i) => {
    const channel = Math.floor(i / plane);
    return value * (latentsStd[channel] ?? NaN) + (latentsMean[channel] ?? NaN);
  });
  return float32(denormalised, latents.dims);
}

describe('latents of ComfyUI', () => {
  it.each([
    ['tiny_fp8_e4m3fn', 4, FLOAT],
    ['tiny_fp8_scaled_old', 4, FLOAT],
    ['tiny_fp8_mixed_new', 4, FLOAT],
    ['tiny_int8_convrot', 2, INT8],
    ['tiny_int8_convrot_g4', 2, INT8],
    ['tiny_int8_rowwise', 2, INT8],
    ['tiny_int8_tensorwise', 2, INT8],
  ] as const)('%s, in %i steps', async (name, steps, tolerance) => {
    const expected = await (await openGoldens(`../formats/comfyui/${name}.latent`)).get('latent');
    const largest = Math.max(...expected.data.map(Math.abs));
    const precisions = tolerance === INT8 ? (['cast', 'fp32', 'int8'] as const) : (['cast', 'fp32'] as const);
    for (const precision of precisions) {
      const latents = await sample(await load(name, precision), steps);
      const error = gap(`${name} ${precision}`, latents, view(expected, latents.dims)) / largest;
      expect(error).toBeLessThan(tolerance);
    }
  });
});

describe('velocities of the reference, with weights widened to float32', async () => {
  const goldens = await openGoldens('transformer');
  const expected = await openGoldens('../formats/comfyui/velocities');

  it.each(['fp8_e4m3fn', 'fp8_scaled_old', 'fp8_mixed_new'])('%s', async (name) => {
    const model = await load(`tiny_${name}`, 'cast');
    const velocity = await model.predict({
      latents: unbatched(await goldens.get('input.latents.8x8')),
      text: unbatched(await goldens.get('input.text.9')),
      timestep: 0.5123,
      grids: [{ frames: 1, height: 8, width: 8 }],
    });
    expect(gap(name, velocity, unbatched(await expected.get(`${name}.velocity`)))).toBeLessThan(5e-5);
  });
});
