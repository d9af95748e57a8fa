// Weights or inputs that hold NaN or infinity: the stage that meets them fails by name, and nothing is kept.
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MemoryCache } from '../../engine/cache/memory.ts';
import { Engine } from '../../engine/run/engine.ts';
import { InferenceClient } from '../../inference/runtime/client.ts';
import type { Operation, Protocol } from '../../inference/runtime/protocol.ts';
import { processorSchema } from '../../inference/text/qwen2.5-vl/vision/processor.ts';
import { float32, type Tensor, zeros } from '../../inference/tensor.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { CHECKPOINTS, TINY } from '../inference/support/goldens.ts';
import { copyComponent, readAll, writeAll } from '../inference/support/temporary-checkpoint.ts';
import { registry } from '../pipeline/support.ts';
import { component, step } from './support.ts';

const WEIGHTS = 'diffusion_pytorch_model.safetensors';
const inference = new InferenceClient();
afterAll(() => inference.close());

/** Makes one value of a weight NaN, infinite or as large as its type allows, whichever bits are given. */
async function spoil(file: string, tensor: string, place: number, bits: number): Promise<void> {
  const tensors = await readAll(file);
  const { dtype, data } = tensors.get(tensor) ?? { dtype: '', data: new Uint8Array() };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (dtype === 'F32') view.setUint32(place * 4, bits, true);
  else if (dtype === 'BF16') view.setUint16(place * 2, bits >>> 16, true);
  else throw new Error(`${tensor} of ${file} is ${dtype}`);
  await writeAll(file, tensors);
}

const NAN = 0x7fc0_0000;
const INFINITE = 0xff80_0000;
/** The largest number of bfloat16. */
const LARGEST = 0x7f7f_0000;

/** A value of the first 3 x 3 x 3 kernel of a VAE that a single frame uses: the middle of the last tap in time. */
const CENTRE = 22;

/** A copy of a component with one weight spoilt. */
async function spoilt(source: string, file: string, tensor: string, bits = NAN, place = 1): Promise<string> {
  const dir = await copyComponent(source);
  await spoil(join(dir, file), tensor, place, bits);
  return dir;
}

async function errorOf<O extends Operation>(operation: O, request: Protocol[O]['request']): Promise<unknown> {
  return inference.request(operation, request).then(
    () => 'no error',
    (error: unknown) => error,
  );
}

const prompt = (textEncoder: string): Protocol['encodePrompt']['request'] => ({
  textEncoder: component('text_encoder', textEncoder),
  tokenizer: component('tokenizer'),
  template: 'text-to-image',
  prompt: 'a red fox',
  window: 512,
  overflow: 'error',
});

const picture = { width: 32, height: 32, channels: 3, data: new Uint8Array(32 * 32 * 3).fill(100) };
const latents = (value = 0.5): Tensor<'float32'> => float32(new Float32Array(16 * 16).fill(value), [1, 16, 4, 4]);

describe('one bad weight', () => {
  it('of the text encoder stops the prompt', async () => {
    const dir = await spoilt(join(TINY, 'text_encoder'), 'model.safetensors', 'model.norm.weight');
    const error = await errorOf('encodePrompt', prompt(dir));
    expect(error).toMatchObject({ name: 'InferenceError', code: 'not-finite' });
    expect(error).toMatchObject({ details: { tensor: 'model.norm.weight', file: join(dir, 'model.safetensors') } });
    const { message } = error as Error;
    expect(message).toMatch(/^NaN in the hidden states of the prompt, first at \[0, 1\] of /);
    expect(message).toMatch(/ model\.norm\.weight in .* holds NaN, at \[1\]: .* again/s);
  });

  it('of the vision tower stops the picture', async () => {
    const tensor = 'visual.merger.ln_q.weight';
    const dir = await spoilt(join(TINY, 'text_encoder'), 'model.safetensors', tensor);
    const error = await errorOf('readPicture', {
      textEncoder: component('text_encoder', dir),
      processor: processorSchema.parse({}),
      image: { width: 56, height: 56, channels: 3, data: new Uint8Array(56 * 56 * 3).fill(90) },
    });
    expect(error).toMatchObject({ code: 'not-finite', details: { tensor } });
    expect((error as Error).message).toMatch(/^NaN in the tokens of the picture/);
  });

  it.each([
    ['NaN', NAN, /^NaN in the velocity/],
    ['-Infinity', INFINITE, / in the velocity/],
  ])('%s of the transformer stops the step', async (value, bits, message) => {
    const tensor = 'proj_out.weight';
    const dir = await spoilt(join(TINY, 'transformer'), WEIGHTS, tensor, bits);
    const error = await errorOf('denoiseStep', step(32, dir));
    expect(error).toMatchObject({ code: 'not-finite', details: { tensor, file: join(dir, WEIGHTS), received: value } });
    expect((error as Error).message).toMatch(message);
  });

  it('of a ControlNet is named, not the transformer it steers', async () => {
    const tensor = 'controlnet_blocks.0.weight';
    const dir = await spoilt(join(CHECKPOINTS, 'tiny-controlnet'), WEIGHTS, tensor);
    const control = { controlNet: component('', dir), latents: latents(), scale: 8, strength: 1 };
    const error = await errorOf('denoiseStep', { ...step(32), controls: [control] });
    expect(error).toMatchObject({ code: 'not-finite', details: { tensor, file: join(dir, WEIGHTS) } });
    expect((error as Error).message).toMatch(/^NaN in the sample 0 of the ControlNet/);
  });

  it.each([
    ['encoder.conv_in.weight', 'encodeImage', /^NaN in the mean of the latents of the picture/],
    ['decoder.conv_in.weight', 'decodeLatents', /^NaN in the pixels/],
  ] as const)('of the VAE, %s, stops %s', async (tensor, operation, message) => {
    const dir = await spoilt(join(TINY, 'vae'), WEIGHTS, tensor, NAN, CENTRE);
    const vae = component('vae', dir);
    const error = await (operation === 'encodeImage'
      ? errorOf(operation, { vae, image: picture })
      : errorOf(operation, { vae, latents: latents() }));
    expect(error).toMatchObject({ code: 'not-finite', details: { tensor, file: join(dir, WEIGHTS) } });
    expect((error as Error).message).toMatch(message);
  });
});

describe('one bad input', () => {
  const bad = latents();
  bad.data[37] = Infinity;

  it('of a step is said to be the cause, not the weights', async () => {
    const error = await errorOf('denoiseStep', { ...step(32), latents: bad });
    expect(error).toMatchObject({ code: 'not-finite', details: { tensor: 'latents', received: 'Infinity' } });
    expect((error as Error).message).toMatch(/The input "latents" already holds Infinity, at \[0, 2, 1, 1\]/);
  });

  it('inside of a list is named by its path', async () => {
    const { positive, ...rest } = step(32);
    const error = await errorOf('denoiseStep', { ...rest, positive: { ...positive, references: [latents(), bad] } });
    expect(error).toMatchObject({ code: 'not-finite', details: { tensor: 'positive.references[1]' } });
  });

  it.each(['addNoise', 'keepOutside'] as const)('of %s stops it', async (operation) => {
    const noise = { latents: bad, seed: '1', sigma: 0.5, rounding: 'float32', earlierDraws: [] } as const;
    const mask = { width: 32, height: 32, data: new Uint8Array(32 * 32).fill(255) };
    const error = await (operation === 'addNoise'
      ? errorOf(operation, noise)
      : errorOf(operation, { ...noise, latents: latents(), painted: bad, mask, scale: 8 }));
    expect(error).toMatchObject({ code: 'not-finite' });
  });
});

it('numbers that overflow although weights and inputs are finite are said to have done so', async () => {
  const dir = await copyComponent(join(TINY, 'transformer'));
  for (let place = 0; place < 96; place += 1) await spoil(join(dir, WEIGHTS), 'proj_out.weight', place, LARGEST);
  const error = await errorOf('denoiseStep', step(32, dir));
  expect(error).toMatchObject({ code: 'not-finite' });
  expect((error as Error).message).toMatch(/no weight and no input/i);
});

it('a run fails with the node and the tensor, keeps nothing of it, and no node after it runs', async () => {
  const root = await mkdtemp(join(tmpdir(), 'inkloom-'));
  await cp(TINY, join(root, 'broken'), { recursive: true });
  await spoil(join(root, 'broken/vae', WEIGHTS), 'decoder.conv_in.weight', CENTRE, NAN);
  const standard = standardServices({ modelFolders: [root] });
  const cache = new MemoryCache();
  const engine = new Engine({ registry, services: standard.services, cache });
  const graph = {
    nodes: {
      checkpoint: { type: 'load-checkpoint', inputs: { checkpoint: 'broken' } },
      size: { type: 'empty-latent', inputs: { vae: { from: 'checkpoint.vae' }, width: 32, height: 32 } },
      decode: { type: 'decode-latent', inputs: { vae: { from: 'checkpoint.vae' }, latent: { from: 'size.latent' } } },
      save: { type: 'save-image', inputs: { image: { from: 'decode.image' } } },
    },
  };
  try {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { status, failures, executed } = await engine.run(graph);
      expect(status).toBe('failed');
      expect(failures).toMatchObject([
        { node: 'decode', code: 'not-finite', details: { tensor: 'decoder.conv_in.weight' } },
      ]);
      expect(executed).not.toContain('decode');
      expect(executed).not.toContain('save');
    }
  } finally {
    await standard.close();
  }
});

it('zeros are numbers like any other', async () => {
  const { latents: result } = await inference.request('denoiseStep', { ...step(32), latents: zeros([1, 16, 4, 4]) });
  expect(result.data.every(Number.isFinite)).toBe(true);
});
