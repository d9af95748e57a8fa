// Pictures whose conventions ComfyUI sets otherwise than diffusers give the latents of a real ComfyUI 0.33: odd sizes,
// references and their methods, guidance and its norm, the schedule of a model without ModelSamplingAuraFlow.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../inference/checkpoint/config-file.ts';
import { denoiseStep, type StepGuidance } from '../../inference/diffusion/denoise-step.ts';
import { drawLatentNoise } from '../../inference/diffusion/noise/latent-noise.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import type { Parity } from '../../inference/diffusion/parity.ts';
import type { ReferenceMethod } from '../../inference/diffusion/reference-method.ts';
import { type ComfyuiScheduleOptions, comfyuiSchedule } from '../../inference/diffusion/schedule/comfyui-schedule.ts';
import { velocityPredictor } from '../../inference/families/qwen-image/denoise-step.ts';
import { transformerFacts } from '../../inference/families/qwen-image/parts/transformer.ts';
import { transformerConfigSchema } from '../../inference/families/qwen-image/transformer/config.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { vaeConfigSchema } from '../../inference/families/qwen-image/vae/config.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { EDIT_2511, MARK_2511 } from '../../inference/families/qwen-image/variants.ts';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { gap, openGoldens, repoPath, TINY, unbatched } from '../inference/support/goldens.ts';
import { joined, readTensors, renamed, type Tensors, writeTensors } from '../support/comfyui-folder.ts';

/** Largest difference, as a share of the largest value. */
const TOLERANCE = 1e-3;

const goldens = await openGoldens('parity');
const conditioning = await openGoldens('pipeline-t2i');
const { latentsMean, latentsStd } = await readConfig(join(TINY, 'vae'), vaeConfigSchema);
const FOLDER = join(TINY, 'transformer');
const { samplingSigmas: COMFYUI_SIGMAS = {} } = transformerFacts(transformerConfigSchema.parse({}));
/** An empty tensor. */
const MARK = { dtype: 'F32', shape: [0], data_offsets: [0, 0] } as const;

async function load(variant?: string, dir = FOLDER): Promise<Transformer> {
  const plan = await Transformer.plan({ dir, ...(variant === undefined ? {} : { variant }) }, cpu);
  return plan.load({ precision: 'fp32' });
}

interface Settings {
  readonly seed: number;
  readonly guidance?: StepGuidance;
  readonly schedule?: Partial<ComfyuiScheduleOptions>;
  /** Names of pictures. */
  readonly references?: readonly string[];
  readonly method?: ReferenceMethod;
  readonly parity?: Parity;
  readonly model?: Transformer;
}

/** What KSampler returns for a golden's size, without the normalisation of latents. */
async function sample(name: string, settings: Settings): Promise<Tensor<'float32'>> {
  const [, channels = 0, height = 0, width = 0] = (await goldens.get(name)).dims;
  const { seed, references = [], method, parity = 'comfyui' } = settings;
  const guidance = settings.guidance ?? { scale: 2.5, rescale: false };
  const pictures = await Promise.all(references.map(latentOf));
  const prompt = async (side: 'pos' | 'neg') => ({
    embeds: unbatched(await conditioning.get(`cfg.prompt_embeds.${side}`)),
    ...(pictures.length > 0 ? { references: pictures } : {}),
    ...(method === undefined ? {} : { referenceMethod: method }),
  });
  const [positive, negative] = [await prompt('pos'), await prompt('neg')];
  const transformer = settings.model ?? (await load());
  onTestFinished(() => transformer.release());
  const { sigmas } = comfyuiSchedule({ steps: 4, shift: 3.1, ...settings.schedule });
  let latents = drawLatentNoise(new TorchGenerator(BigInt(seed)), { batch: 1, channels, height, width }, 'comfyui');
  for (const [i, sigma] of sigmas.slice(0, -1).entries()) {
    const step = { latents, sigma, nextSigma: sigmas[i + 1] ?? NaN, timestep: sigma, guidance };
    ({ latents } = await denoiseStep(
      (at, timestep) => velocityPredictor(transformer, { latents: at, timestep, parity }),
      { ...step, positive, ...(guidance.scale === 1 ? {} : { negative }) },
    ));
  }
  return denormalised(latents);
}

async function latentOf(picture: string): Promise<Tensor<'float32'>> {
  const vae = await Vae.load(join(TINY, 'vae'), { precision: 'fp32' });
  onTestFinished(() => vae.release());
  return vae.normalise((await vae.encode(await goldens.get(`picture.${picture}`))).mean);
}

function denormalised(latents: Tensor<'float32'>): Tensor<'float32'> {
  const [, , height = 0, width = 0] = latents.dims;
  const values = latents.data.map((value, i) => {
    const channel = Math.floor(i / (height * width));
    return value * (latentsStd[channel] ?? NaN) + (latentsMean[channel] ?? NaN);
  });
  return float32(values, latents.dims);
}

async function errorOf(name: string, settings: Settings): Promise<number> {
  const expected = await goldens.get(name);
  return gap(name, await sample(name, settings), expected) / Math.max(...expected.data.map(Math.abs));
}

/** A transformer in a file of its own. */
async function loadFile(tensors: Tensors): Promise<Transformer> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
  return load(undefined, await writeTensors(join(folder, 'model.safetensors'), tensors));
}

describe('guidance and schedules', () => {
  const normalised = (strength: number): StepGuidance => {
    return { scale: 4, rescale: false, norms: [{ of: 'estimate', strength }] };
  };

  it.each([
    ['cfg1', { seed: 9, guidance: { scale: 1 } }],
    ['cfgnorm', { seed: 10, guidance: normalised(1) }],
    ['cfgnorm.half', { seed: 10, guidance: normalised(0.5) }],
    ['noshiftnode', { seed: 9, schedule: COMFYUI_SIGMAS }],
    ['shift1', { seed: 9, schedule: { shift: 1 } }],
  ] as const)('%s', async (name, settings) => {
    expect(await errorOf(name, settings)).toBeLessThan(TOLERANCE);
  });
});

describe('files', () => {
  it('with a prefix before every name', async () => {
    const plain = await readTensors(join(FOLDER, 'diffusion_pytorch_model.safetensors'));
    const model = await loadFile(renamed(plain, (name) => `model.diffusion_model.${name}`));
    expect(await errorOf('file.tiny_prefixed_bf16', { seed: 18, model })).toBeLessThan(TOLERANCE);
  });

  it('in 8 bits with the mark of Edit-2511, whose references stay at timestep 0', async () => {
    const plain = await readTensors(repoPath('test/fixtures/formats/comfyui/tiny_fp8_mixed_new.safetensors'));
    const mark: Tensors = { header: { [MARK_2511]: MARK }, values: Buffer.alloc(0) };
    const model = await loadFile(joined(plain, mark));
    const settings = { seed: 17, references: ['a'], model };
    expect(await errorOf('ref.2511', settings)).toBeLessThan(TOLERANCE);
  });

  it('of Edit-2511 take another method too', async () => {
    const settings = { seed: 16, references: ['a', 'b'], method: 'index' } as const;
    const model = await load(EDIT_2511);
    expect(await errorOf('refmethod.index', { ...settings, model })).toBeLessThan(TOLERANCE);
  });
});

describe('sizes', () => {
  it.each(['odd', 'odd.latent', 'wide'])('%s', async (name) => {
    expect(await errorOf(name, { seed: 12 })).toBeLessThan(TOLERANCE);
  });

  it('of an odd number of tokens give other latents by the conventions of diffusers', async () => {
    expect(await errorOf('odd', { seed: 12, parity: 'diffusers' })).toBeGreaterThan(10 * TOLERANCE);
  });
});

describe('references', () => {
  const two = ['a', 'b'];
  it.each([
    ['ref1', { seed: 15, references: ['a'] }],
    ['ref2', { seed: 15, references: two }],
    ['refmethod.index', { seed: 16, references: two, method: 'index' }],
    ['refmethod.offset', { seed: 16, references: two, method: 'offset' }],
    ['refmethod.uxo-uno', { seed: 16, references: two, method: 'uxo/uno' }],
  ] as const)('%s', async (name, settings) => {
    expect(await errorOf(name, settings)).toBeLessThan(TOLERANCE);
  });

  it('refmethod.index_timestep_zero, by the variant of the checkpoint that keeps references still', async () => {
    const settings = { seed: 16, references: two, method: 'index_timestep_zero' } as const;
    const model = await load(EDIT_2511);
    expect(await errorOf('refmethod.index_timestep_zero', { ...settings, model })).toBeLessThan(TOLERANCE);
  });
});
