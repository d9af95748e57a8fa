// Samplers and schedules give the latents of a real ComfyUI 0.33: its KSampler on the tiny checkpoint, in 6 steps, with
// guidance 2.5 and shift 3.1. Each golden is named by the setting that differs from euler and simple.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { safetensorsCodec } from '../../engine/cache/codecs/safetensors.ts';
import { readConfig } from '../../inference/checkpoint/config-file.ts';
import { denoiseStep } from '../../inference/diffusion/denoise-step.ts';
import { drawLatentNoise } from '../../inference/diffusion/noise/latent-noise.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { NO_STEPS, type SamplerMemory } from '../../inference/diffusion/samplers/sampler.ts';
import { type SamplerName, SAMPLERS } from '../../inference/diffusion/samplers/samplers.ts';
import { COMFYUI_CURVES, type ComfyuiCurve } from '../../inference/diffusion/schedule/comfyui-curves.ts';
import { type ComfyuiScheduleOptions, comfyuiSchedule } from '../../inference/diffusion/schedule/comfyui-schedule.ts';
import { velocityPredictor } from '../../inference/families/qwen-image/denoise-step.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { vaeConfigSchema } from '../../inference/families/qwen-image/vae/config.ts';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { Engine } from '../../engine/run/engine.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { LATENT } from '../../nodes/sockets.ts';
import { output, registry } from '../pipeline/support.ts';
import { gap, openGoldens, repoPath, TINY, unbatched, view } from '../inference/support/goldens.ts';

/** Largest difference, as a share of the largest value. */
const TOLERANCE = 1e-3;
const SHAPE = { batch: 1, channels: 16, height: 16, width: 12 };
/** ComfyUI drops the sigma before 0 for these. */
const DROPPING: readonly SamplerName[] = ['dpm_2', 'uni_pc', 'uni_pc_bh2'];

const goldens = await openGoldens('samplers');
const conditioning = await openGoldens('pipeline-t2i');
const { latentsMean, latentsStd } = await readConfig(join(TINY, 'vae'), vaeConfigSchema);
const transformer = await (await Transformer.plan({ dir: join(TINY, 'transformer') }, cpu)).load({ precision: 'fp32' });
afterAll(() => transformer.release());

async function prompt(side: 'pos' | 'neg') {
  return { embeds: unbatched(await conditioning.get(`cfg.prompt_embeds.${side}`)) };
}

/** As after the cache, where a run that was killed takes it up again. */
function stored(memory: SamplerMemory): SamplerMemory {
  const { bytes } = safetensorsCodec.encode(memory) as { readonly bytes: Uint8Array<ArrayBuffer> };
  return safetensorsCodec.decode(bytes, undefined) as SamplerMemory;
}

/** What KSampler returns, without the normalisation of latents. */
async function sample(
  sampler: SamplerName,
  seed: string,
  schedule: ComfyuiScheduleOptions,
): Promise<Tensor<'float32'>> {
  const [positive, negative] = await Promise.all([prompt('pos'), prompt('neg')]);
  const { sigmas } = comfyuiSchedule(schedule);
  let latents = drawLatentNoise(new TorchGenerator(BigInt(seed)), SHAPE, 'comfyui');
  let memory = NO_STEPS;
  const range = { low: Math.min(...sigmas.filter((sigma) => sigma > 0)), high: sigmas[0] ?? NaN };
  for (const [i, sigma] of sigmas.slice(0, -1).entries()) {
    const step = { latents, sigma, nextSigma: sigmas[i + 1] ?? NaN, timestep: sigma };
    const done = await denoiseStep((at, timestep) => velocityPredictor(transformer, { latents: at, timestep }), {
      ...step,
      positive,
      negative,
      guidance: { scale: 2.5, rescale: false },
      sampling: { sampler, memory, seed, shift: schedule.shift, left: sigmas.length - 2 - i, range },
    });
    ({ latents } = done);
    memory = stored(done.samplerMemory);
  }
  return denormalised(latents);
}

function denormalised(latents: Tensor<'float32'>): Tensor<'float32'> {
  const plane = SHAPE.height * SHAPE.width;
  const values = latents.data.map((value, i) => {
    const channel = Math.floor(i / plane);
    return value * (latentsStd[channel] ?? NaN) + (latentsMean[channel] ?? NaN);
  });
  return float32(values, latents.dims);
}

async function errorOf(name: string, latents: Tensor<'float32'>): Promise<number> {
  const expected = await goldens.get(name);
  return gap(name, latents, view(expected, latents.dims)) / Math.max(...expected.data.map(Math.abs));
}

describe('samplers of ComfyUI', () => {
  const names = Object.keys(SAMPLERS).filter((name) => name !== 'uni_pc_bh2') as SamplerName[];
  it.each(names)('%s', async (name) => {
    const dropsPenultimate = DROPPING.includes(name);
    const latents = await sample(name, '7', { steps: 6, shift: 3.1, dropsPenultimate });
    expect(await errorOf(`sampler.${name}`, latents)).toBeLessThan(TOLERANCE);
  });
});

describe('schedules of ComfyUI', () => {
  const curves = Object.keys(COMFYUI_CURVES).filter((name) => name !== 'simple') as ComfyuiCurve[];
  it.each(curves)('%s', async (curve) => {
    const latents = await sample('euler', '8', { curve, steps: 6, shift: 3.1 });
    expect(await errorOf(`scheduler.${curve}`, latents)).toBeLessThan(TOLERANCE);
  });
});

describe('the inputs of the nodes', async () => {
  const standard = standardServices({ modelFolders: [repoPath('models')] });
  afterAll(() => standard.close());

  const run = async (...settings: string[]) => {
    const workflow = await loadWorkflow(repoPath('workflows/text-to-image.json'));
    const fixed = ['model=tiny-random', 'width=96', 'height=128', 'steps=6', 'seed=7', 'guidance=2.5'];
    const prompts = ['prompt=A red fox in the snow', 'negative.prompt= ', 'denoise.rescale=false'];
    const curve = ['schedule.curve=comfyui-simple', 'schedule.shift=3.1'];
    const graph = applySettings(workflow, [...fixed, ...prompts, ...curve, ...settings], registry);
    return new Engine({ registry, services: standard.services }).run(graph, { targets: ['denoise'], foresee: true });
  };

  it.each(['sa_solver', 'seeds_2', 'uni_pc', 'dpmpp_3m_sde'] as const)(
    'give the latents of ComfyUI: %s',
    async (sampler) => {
      const drops = sampler === 'uni_pc' ? ['schedule.dropPenultimate=true'] : [];
      const result = await run(`denoise.sampler=${sampler}`, ...drops);
      const latent = output(result, 'denoise', 'latent', LATENT);
      expect(await errorOf(`sampler.${sampler}`, denormalised(latent.samples))).toBeLessThan(TOLERANCE);
    },
  );

  it('ask for the negative prompt without guidance when the sampler needs it', async () => {
    const { executed } = await run('denoise.sampler=euler_cfg_pp', 'guidance=1');
    expect(executed).toContain('negative');
    expect((await run('denoise.sampler=euler', 'guidance=1')).executed).not.toContain('negative');
  });
});
