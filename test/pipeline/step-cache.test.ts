// Step caches on the checkpoint that ships: a pass in parts gives the bytes of a whole one, a loop with a cache stays
// near the loop without, and a loop that goes on from what was stored gives the same bytes.
import { afterAll, describe, expect, test } from 'vitest';
import { safetensorsCodec } from '../../engine/cache/codecs/safetensors.ts';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { denoiseStep, type StepOutput } from '../../inference/diffusion/denoise-step.ts';
import type { StepCacheOptions, StepMemory } from '../../inference/diffusion/step-cache/step-cache.ts';
import type { Conditioning } from '../../inference/diffusion/velocity-predictor.ts';
import { velocityPredictor } from '../../inference/families/qwen-image/denoise-step.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { noPulse } from '../../inference/pulse.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { gap, repoPath } from '../inference/support/goldens.ts';
import { registry } from './support.ts';

const STEPS = 16;
const OPTIONS: StepCacheOptions = { kind: 'forecast', threshold: 0.4 };

const [transformer, untouched] = await Promise.all(
  [1, 2].map(() => Transformer.load(repoPath('models/nano/transformer'), { precision: 'fp32' })),
);
if (!transformer || !untouched) throw new Error('unreachable: two transformers are loaded');
afterAll(() => Promise.all([transformer.release(), untouched.release()]));

function numbers(dims: readonly number[], seed: number): Tensor<'float32'> {
  const count = dims.reduce((product, size) => product * size, 1);
  return float32(
    Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * 1.37) + Math.cos(i * i * 0.11)),
    dims,
  );
}

const latents = numbers([1, 16, 12, 8], 1);
const prompt = (tokens: number, references: readonly Tensor<'float32'>[] = []): Conditioning => ({
  embeds: numbers([tokens, transformer.config.textWidth], tokens),
  references,
});

describe('a pass in parts', () => {
  test.for([
    ['without references', prompt(9)],
    ['with a reference', prompt(5, [numbers([1, 16, 8, 8], 3)])],
  ] as const)('gives the bytes of a whole pass: %s', async ([, conditioning]) => {
    const input = { latents, timestep: 0.7 };
    const whole = await velocityPredictor(untouched, input).predict(conditioning, noPulse);
    const started = await velocityPredictor(transformer, input).start?.(conditioning);
    const { velocity, change } = (await started?.finish(noPulse)) ?? {};
    expect(velocity).toEqual(whole);
    expect(change?.dims).toEqual(started?.firstChange.dims);
    const again = await started?.finishWith(change as Tensor<'float32'>);
    expect(again?.dims).toEqual(whole.dims);
    expect(gap('velocity', again, whole)).toBeLessThan(1e-4);
    // The sessions of the parts take the place of the one session: a whole pass still gives the same bytes.
    expect(await velocityPredictor(transformer, input).predict(conditioning, noPulse)).toEqual(whole);
  });
});

/** Latents after every step, and which steps ran all blocks. */
async function loop(cache: StepCacheOptions | undefined, stored: (memory: StepMemory) => StepMemory = (it) => it) {
  let at = latents;
  let memory: StepMemory = { passes: [] };
  let whole = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const [sigma, nextSigma] = [1 - step / STEPS, 1 - (step + 1) / STEPS];
    const result: StepOutput = await denoiseStep(
      () => velocityPredictor(transformer as Transformer, { latents: at, timestep: sigma }),
      {
        latents: at,
        positive: prompt(9),
        negative: prompt(3),
        guidance: { scale: 3, rescale: true },
        sigma,
        nextSigma,
        timestep: sigma,
        ...(cache ? { cache: { ...cache, memory } } : {}),
      },
    );
    if (result.memory !== memory) whole += 1;
    at = result.latents;
    memory = stored(result.memory);
  }
  return { latents: at, whole };
}

describe('a loop with a cache', () => {
  test('skips blocks in more steps at a higher threshold, and ends farther from the loop without', async () => {
    const exact = (await loop(undefined)).latents;
    const near = await loop({ kind: 'forecast', threshold: 0.1 });
    const far = await loop({ kind: 'forecast', threshold: 0.4 });
    const distance = (from: Tensor<'float32'>): number => gap('latents', from, exact);
    expect(STEPS).toBeGreaterThan(near.whole);
    expect(near.whole).toBeGreaterThan(far.whole);
    expect(distance(near.latents)).toBeLessThan(distance(far.latents));
    expect(distance(near.latents)).toBeLessThan(0.1);
  });

  test('gives the same bytes when it goes on from what was stored', async () => {
    const throughFile = (memory: StepMemory): StepMemory => {
      const { bytes } = safetensorsCodec.encode(memory) as { readonly bytes: Uint8Array<ArrayBuffer> };
      return safetensorsCodec.decode(bytes, undefined) as StepMemory;
    };
    expect((await loop(OPTIONS, throughFile)).latents).toEqual((await loop(OPTIONS)).latents);
  });

  test('runs every block of every step at a threshold of 0', async () => {
    expect((await loop({ ...OPTIONS, threshold: 0 })).latents).toEqual((await loop(undefined)).latents);
  });
});

describe('the input of the denoise node', async () => {
  const standard = standardServices({ modelFolders: [repoPath('models')] });
  afterAll(() => standard.close());

  const run = async (...settings: string[]) => {
    const workflow = await loadWorkflow(repoPath('workflows/text-to-image.json'));
    const graph = applySettings(workflow, ['width=64', 'height=64', ...settings], registry);
    return new Engine({ registry, services: standard.services }).run(graph, { targets: ['denoise'], foresee: true });
  };

  test('is refused for fewer than 12 steps before anything runs', async () => {
    const { refused, executed, failures } = await run('denoise.stepCache=first-block', 'steps=8');
    expect({ refused, executed }).toEqual({ refused: true, executed: [] });
    expect(failures).toMatchObject([
      {
        node: 'denoise',
        message:
          'A step cache needs 12 steps or more, and the schedule has 8: set "Step cache" to off, or raise "Steps"',
      },
    ]);
  });

  test('gives every step its memory', async () => {
    const { status, executed } = await run('denoise.stepCache=forecast', 'denoise.stepCacheThreshold=0.3', 'steps=12');
    expect(status).toBe('done');
    expect(executed.filter((id) => id.startsWith('denoise/step-'))).toHaveLength(12);
  });
});
