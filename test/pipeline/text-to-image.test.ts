// Text to image against the reference, end to end: the shipped workflow, and every stage of every recorded run.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import type { InferenceClient, PixelImage, Schedule } from '../../inference/index.ts';
import { denoiseStep } from '../../inference/diffusion/denoise-step.ts';
import { velocityPredictor } from '../../inference/families/qwen-image/denoise-step.ts';
import { packLatents } from '../../inference/transformer/pack.ts';
import { drawLatentNoise } from '../../inference/diffusion/noise/latent-noise.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { flowMatchSchedule } from '../../inference/diffusion/schedule/flow-match-schedule.ts';
import { modelTimestep, sigmaAt } from '../../inference/diffusion/schedule/schedule.ts';
import { loadSchedulerConfig, parseSchedulerConfig } from '../../inference/diffusion/schedule/scheduler-config.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { standardServices, type StandardServices } from '../../nodes/services/standard.ts';
import { CONDITIONING, IMAGE, LATENT, SCHEDULE } from '../../nodes/sockets.ts';
import { gap, openGoldens, repoPath, TINY } from '../inference/support/goldens.ts';
import { output, pixels, registry } from './support.ts';

const TOLERANCE = { embeds: 1e-4, sigmas: 1e-6, noise: 2e-6, velocity: 5e-5, latents: 5e-4, image: 1e-4 } as const;
const PROMPTS = [
  'A red fox in the snow',
  '一只戴着帽子的猫，坐在窗边，水彩画',
  'A shop window at night with a neon sign that says "OPEN 24/7", rain on the glass, reflections of passing cars, ' +
    'cinematic lighting, shot on 35mm film, Ultra HD, 4K',
] as const;
const [WIDTH, HEIGHT, STEPS, SEED] = [96, 128, 4, 42] as const;
const [ROWS, COLUMNS] = [HEIGHT / 16, WIDTH / 16];

const goldens = await openGoldens('pipeline-t2i');
let standard: StandardServices;
let inference: InferenceClient;
let transformer: Transformer;
let vae: Vae;

beforeAll(async () => {
  standard = standardServices({ modelFolders: [repoPath('models')] });
  ({ inference } = standard);
  [transformer, vae] = [
    await Transformer.load(join(TINY, 'transformer'), { precision: 'fp32' }),
    await Vae.load(join(TINY, 'vae'), { precision: 'fp32' }),
  ];
});
afterAll(async () => {
  await Promise.all([standard.close(), transformer.release(), vae.release()]);
});

/** Number of bytes that are neither the rounded golden nor, within the tolerance of a boundary, its neighbour. */
function wrongBytes(image: PixelImage, expected: Tensor<'float32'>): number {
  const plane = image.width * image.height;
  return image.data.filter((byte, i) => {
    const exact = (expected.data[(i % 3) * plane + Math.floor(i / 3)] ?? Number.NaN) * 255;
    return !(Math.abs(byte - exact) <= 0.5 + TOLERANCE.image * 255);
  }).length;
}

describe('the shipped workflow', () => {
  test.for([
    ['cfg', PROMPTS[0], 4],
    ['nocfg', PROMPTS[1], 1],
    ['lightning', PROMPTS[0], 1],
  ] as const)('gives the image of the reference: %s', async ([run, prompt, guidance]) => {
    const workflow = applySettings(
      await loadWorkflow(repoPath('workflows/text-to-image.json')),
      [
        'model=tiny-random',
        `prompt=${prompt}`,
        `guidance=${guidance}`,
        `width=${WIDTH}`,
        `height=${HEIGHT}`,
        `steps=${STEPS}`,
        `seed=${SEED}`,
        ...(run === 'lightning' ? ['schedule.curve=lightning'] : []),
      ],
      registry,
    );
    const engine = new Engine({ registry, services: standard.services });
    const result = await engine.run(workflow, { targets: ['positive', 'schedule', 'denoise', 'decode', 'save'] });
    expect(result.status).toBe('done');
    const { embeds } = output(result, 'positive', 'conditioning', CONDITIONING);
    expect(gap(`${run} embeds`, embeds, await goldens.get(`${run}.prompt_embeds.pos`))).toBeLessThanOrEqual(
      TOLERANCE.embeds,
    );
    const { sigmas } = output(result, 'schedule', 'schedule', SCHEDULE);
    expect(
      gap(`${run} sigmas`, float32(Float32Array.from(sigmas), [sigmas.length]), await goldens.get(`${run}.sigmas`)),
    ).toBeLessThanOrEqual(TOLERANCE.sigmas);
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    expect(
      gap(`${run} latents`, packLatents(samples, 2), await goldens.get(`${run}.step.3.latents`)),
    ).toBeLessThanOrEqual(TOLERANCE.latents);
    const expected = await goldens.get(`${run}.image`);
    expect(gap(`${run} image`, await pixels(samples), expected)).toBeLessThanOrEqual(TOLERANCE.image);
    const image = output(result, 'decode', 'image', IMAGE);
    expect([image.width, image.height, image.channels]).toEqual([WIDTH, HEIGHT, 3]);
    expect(wrongBytes(image, expected)).toBe(0);
  });
});

/** Runs the loop from the recorded embeddings of one sample and compares every step. */
async function checkSteps(run: string, sample: number, schedule: Schedule, noise: Tensor<'float32'>): Promise<void> {
  const size = noise.data.length;
  const row = async (name: string): Promise<Tensor<'float32'>> => {
    const golden = await goldens.get(`${run}.${name}`);
    const each = golden.data.length / (golden.dims[0] ?? 1);
    return float32(golden.data.slice(sample * each, (sample + 1) * each), golden.dims.slice(1));
  };
  const prompt = async (side: 'pos' | 'neg'): Promise<Tensor<'float32'>> => {
    const embeds = await row(`prompt_embeds.${side}`);
    const mask = goldens.names.includes(`${run}.prompt_mask.${side}`) ? await row(`prompt_mask.${side}`) : undefined;
    const tokens = mask?.data.reduce((sum, valid) => sum + valid, 0) ?? embeds.dims[0] ?? 0;
    return float32(embeds.data.slice(0, tokens * (embeds.dims[1] ?? 0)), [tokens, embeds.dims[1] ?? 0]);
  };
  const positive = await prompt('pos');
  const negative = run === 'cfg' ? await prompt('neg') : undefined;
  let latents = noise;
  for (let step = 0; step < STEPS; step += 1) {
    const timestep = modelTimestep(schedule, step);
    expect(timestep).toBe((await row(`step.${step}.timestep`)).data[0]);
    for (const [side, text] of [
      ['pos', positive],
      ['neg', negative],
    ] as const) {
      const name = `step.${step}.velocity.${side}`;
      if (!text || !goldens.names.includes(`${run}.${name}`)) continue;
      const before = step === 0 ? await row('transformer_input') : await row(`step.${step - 1}.latents`);
      const velocity = await transformer.predict({
        latents: before,
        text,
        timestep,
        grids: [{ frames: 1, height: ROWS, width: COLUMNS }],
      });
      expect(gap(`${run} ${sample} ${name}`, velocity, await row(name))).toBeLessThanOrEqual(TOLERANCE.velocity);
    }
    const guidance = { scale: 4 };
    ({ latents } = await denoiseStep(() => velocityPredictor(transformer, { latents, timestep }), {
      latents,
      positive: { embeds: positive },
      ...(negative ? { negative: { embeds: negative } } : {}),
      guidance,
      timestep,
      sigma: sigmaAt(schedule, step),
      nextSigma: sigmaAt(schedule, step + 1),
    }));
    expect(
      gap(`${run} ${sample} latents ${step}`, packLatents(latents, 2), await row(`step.${step}.latents`)),
    ).toBeLessThanOrEqual(TOLERANCE.latents);
  }
  expect(latents.data.length).toBe(size);
  expect(
    gap(`${run} ${sample} to decode`, vae.denormalise(latents), await row('vae_decode.latents')),
  ).toBeLessThanOrEqual(TOLERANCE.latents * 4);
  expect(gap(`${run} ${sample} image`, await pixels(latents), await row('image'))).toBeLessThanOrEqual(TOLERANCE.image);
}

describe('every step', () => {
  test.for([
    ['cfg', 1],
    ['nocfg', 1],
    ['batch', 2],
    ['lightning', 1],
  ] as const)('%s', async ([run, batch]) => {
    const config =
      run === 'lightning'
        ? parseSchedulerConfig(
            JSON.parse(await readFile(repoPath('test/fixtures/goldens/schedulers/lightning.json'), 'utf8')),
            'lightning.json',
          )
        : await loadSchedulerConfig(join(TINY, 'scheduler'));
    const schedule = flowMatchSchedule(config, { steps: STEPS, imageTokens: ROWS * COLUMNS });
    const shape = { batch, channels: 16, height: 2 * ROWS, width: 2 * COLUMNS };
    const noise = drawLatentNoise(new TorchGenerator(BigInt(SEED)), shape);
    expect(gap(`${run} noise`, noise, await goldens.get(`${run}.draw.0`))).toBeLessThanOrEqual(TOLERANCE.noise);
    const each = noise.data.length / batch;
    for (let sample = 0; sample < batch; sample += 1) {
      await checkSteps(
        run,
        sample,
        schedule,
        float32(noise.data.slice(sample * each, (sample + 1) * each), [1, 16, shape.height, shape.width]),
      );
    }
  });
});

test('token ids of the recorded runs', async () => {
  const { embeds } = await inference.request('encodePrompt', {
    textEncoder: { dir: join(TINY, 'text_encoder'), digest: '' },
    tokenizer: { dir: join(TINY, 'tokenizer'), digest: '' },
    template: 'text-to-image',
    prompt: PROMPTS[2],
    window: 512,
    overflow: 'error',
  });
  const golden = await goldens.get('batch.prompt_embeds.pos');
  const second = float32(
    golden.data.slice(golden.data.length / 2, golden.data.length / 2 + embeds.data.length),
    embeds.dims,
  );
  expect(embeds.dims[0]).toBe(51);
  expect(gap('batch embeds', embeds, second)).toBeLessThanOrEqual(TOLERANCE.embeds);
});
