// The predictor of a step of Qwen-Image-2.1: latents and conditioning become the sequence of the transformer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conditioning } from '../../../inference/diffusion/velocity-predictor.ts';
import { NOTHING_KNOWN } from '../../../inference/diffusion/step-cache/step-cache.ts';
import { denoiseStep, type PredictorAt } from '../../../inference/diffusion/denoise-step.ts';
import { predictor } from '../../../inference/families/qwen-image-2.1/denoise-step.ts';
import {
  type PictureTokens,
  Transformer,
  type TransformerInput,
} from '../../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import type { StepRequest } from '../../../inference/families/requests.ts';
import { noPulse } from '../../../inference/pulse.ts';
import { float32, type Tensor } from '../../../inference/tensor.ts';
import { unpackLatents } from '../../../inference/transformer/pack.ts';
import { gap, type Goldens, openGoldens } from '../support/goldens.ts';
import { edit, TINY_21 } from './support/sequences.ts';

const VELOCITY = 5e-5;
const NAME = 'edit.two.t0.5123.velocity';
const transformerRef = { dir: TINY_21, digest: 'tiny' };

let goldens: Goldens;
let transformer: Transformer;
let input: TransformerInput;
let request: StepRequest;
const loaded = { get: () => Promise.resolve(transformer) };
const at: PredictorAt = (latents, timestep) => predictor(loaded, { ...request, latents, timestep }, []);

const latentsOf = ({ tokens, grid }: PictureTokens): Tensor<'float32'> =>
  unpackLatents(tokens, { rows: grid.height, columns: grid.width }, 1);

beforeAll(async () => {
  goldens = await openGoldens('2.1/transformer');
  transformer = await Transformer.load(TINY_21, { precision: 'fp32' });
  input = await edit(goldens, 'two');
  const { text, slots = [], references = [], target } = input;
  const positive: Conditioning & { readonly pictures: typeof slots } = {
    embeds: text,
    pictures: slots,
    references: references.map(latentsOf),
  };
  request = {
    transformer: transformerRef,
    latents: latentsOf(target),
    positive,
    guidance: { scale: 1 },
    sigma: 0.5123,
    nextSigma: 0,
    timestep: 0.5123,
  };
});
afterAll(() => transformer.release());

test('the velocity of a prompt with pictures equals the reference', async () => {
  const step = await predictor(loaded, request, [1, 0.5123]);
  const velocity = await step.predict(request.positive, noPulse);
  const expected = await goldens.get(NAME);
  expect(gap(NAME, velocity, expected)).toBeLessThanOrEqual(VELOCITY);
  const planar = unpackLatents(float32(expected.data, [64, 64]), { rows: 8, columns: 8 }, 1);
  expect(gap('as latents', step.toLatents(velocity), planar)).toBeLessThanOrEqual(VELOCITY);
});

test('a step cache watches the first block, and skips the others when it changes little', async () => {
  const cache = { kind: 'first-block', threshold: 1, memory: NOTHING_KNOWN } as const;
  const first = await denoiseStep(at, { ...request, cache });
  const plain = await denoiseStep(at, request);
  expect(gap('with all blocks', first.latents, plain.latents)).toBeLessThanOrEqual(VELOCITY);
  const again = { ...request, cache: { ...cache, memory: first.memory } };
  const second = await denoiseStep(at, again);
  expect(second.memory).toBe(first.memory);
  // What is remembered has 16 bits.
  expect(gap('without the others', second.latents, plain.latents)).toBeLessThanOrEqual(1e-2);
});

test('places are those of ComfyUI as well where all sides are even', async () => {
  const made = await predictor(loaded, { ...request, parity: 'comfyui' }, []);
  expect(gap(NAME, await made.predict(request.positive, noPulse), await goldens.get(NAME))).toBeLessThan(VELOCITY);
});

describe('a step is refused', () => {
  test('with places as in ComfyUI, for a picture of odd sides beside references of even ones', async () => {
    const latents = float32(new Float32Array(64 * 7 * 8), [1, 64, 7, 8]);
    const made = await predictor(loaded, { ...request, latents, parity: 'comfyui' }, []);
    await expect((async () => made.predict(request.positive, noPulse))()).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'parity', expected: 'as odd as 7 x 8 tokens' },
    });
  });
  test('with a reference method', async () => {
    const made = await predictor(loaded, request, []);
    const positive = { ...request.positive, referenceMethod: 'offset' } as const;
    await expect((async () => made.predict(positive, noPulse))()).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'referenceMethod', received: 'offset' },
    });
  });
  test('with a ControlNet', async () => {
    const controls = [{ controlNet: transformerRef, latents: request.latents, scale: 16, strength: 1 }];
    await expect(predictor(loaded, { ...request, controls }, [])).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'control' },
    });
  });
  test('with latents of several frames', async () => {
    const latents = float32(new Float32Array(2 * 64 * 64), [2, 64, 8, 8]);
    const made = await predictor(loaded, { ...request, latents }, []);
    await expect((async () => made.predict(request.positive, noPulse))()).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'latents', received: '2 frames' },
    });
  });
});
