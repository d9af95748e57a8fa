// A second family runs through the nodes that ship, with no change outside its folder.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Graph } from '../../engine/graph/graph.ts';
import { Engine } from '../../engine/run/engine.ts';
import { addNoise } from '../../inference/diffusion/noise/add-noise.ts';
import { InferenceError, type PixelImage, zeros } from '../../inference/index.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { IMAGE, LATENT, TRANSFORMER } from '../../nodes/sockets.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { output, registry } from '../pipeline/support.ts';
import { component, step } from '../runtime/support.ts';

const MODULE = new URL('./toy/family.ts', import.meta.url).href;
const FOLDER = repoPath('test/families/toy/models');
const VELOCITY = 0.25;

const standard = standardServices({
  modelFolders: [FOLDER, repoPath('models')],
  inference: { families: [MODULE] },
});
afterAll(() => standard.close());
const engine = new Engine({ registry, services: standard.services });

const from = (source: string) => ({ from: source });

function textToImage(checkpoint: string): Graph {
  const prompt = (text: string) => ({
    type: 'encode-text',
    inputs: { textEncoder: from('checkpoint.textEncoder'), prompt: text },
  });
  return {
    nodes: {
      checkpoint: { type: 'load-checkpoint', inputs: { checkpoint } },
      positive: prompt('a fox'),
      negative: prompt(' '),
      size: { type: 'empty-latent', inputs: { vae: from('checkpoint.vae'), width: 64, height: 48 } },
      schedule: {
        type: 'schedule',
        inputs: {
          scheduler: from('checkpoint.scheduler'),
          transformer: from('checkpoint.transformer'),
          latent: from('size.latent'),
          steps: 4,
        },
      },
      denoise: {
        type: 'denoise',
        inputs: {
          transformer: from('checkpoint.transformer'),
          latent: from('size.latent'),
          positive: from('positive.conditioning'),
          negative: from('negative.conditioning'),
          schedule: from('schedule.schedule'),
          seed: 7,
          guidance: 4,
        },
      },
      decode: { type: 'decode-latent', inputs: { vae: from('checkpoint.vae'), latent: from('denoise.latent') } },
    },
  };
}

describe('a family from outside', () => {
  it('makes a picture of a prompt', async () => {
    const result = await engine.run(textToImage('toy'), { targets: ['checkpoint', 'denoise', 'decode'] });
    expect(result.failures).toEqual([]);
    expect(output(result, 'checkpoint', 'transformer', TRANSFORMER).family).toBe('toy');

    const noise = addNoise({
      latents: zeros([1, 4, 48, 64]),
      seed: '7',
      sigma: 1,
      rounding: 'float32',
      earlierDraws: [],
    });
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    expect(samples.dims).toEqual([1, 4, 48, 64]);
    for (const [i, value] of samples.data.entries()) expect(value).toBeCloseTo((noise.data[i] ?? 0) - VELOCITY, 5);
    const image: PixelImage = output(result, 'decode', 'image', IMAGE);
    expect([image.width, image.height, image.channels]).toEqual([64, 48, 1]);
    expect(new Set(image.data).size).toBeGreaterThan(20);
  });

  it('leaves the checkpoints of other families to them', async () => {
    const result = await engine.run(textToImage('tiny-random'), { targets: ['checkpoint'] });
    expect(output(result, 'checkpoint', 'transformer', TRANSFORMER).family).toBe('qwen-image');
  });

  it('is recognised by its folder where a component does not name it', async () => {
    const { embeds } = await standard.inference.request('encodePrompt', {
      textEncoder: component('', join(FOLDER, 'toy/model')),
      tokenizer: component('', join(FOLDER, 'toy/model')),
      template: '',
      prompt: 'four',
      window: 8,
      overflow: 'error',
    });
    expect([...embeds.data]).toEqual([4]);
  });

  it('does not mix its components with those of another', async () => {
    const { latents } = step();
    const controlNet = { ...component('', join(FOLDER, 'toy/model')), family: 'toy' };
    const mixed = standard.inference.request('denoiseStep', {
      ...step(),
      controls: [{ controlNet, latents, scale: 8, strength: 1 }],
    });
    await expect(mixed).rejects.toThrow('is made for another family of models: toy, not qwen-image');
  });

  it('reads no pictures when it says so', async () => {
    const refused = standard.inference.request('readPicture', {
      textEncoder: component('', join(FOLDER, 'toy/model')),
      processor: {},
      image: { width: 1, height: 1, channels: 3, data: new Uint8Array(3) },
    });
    await expect(refused).rejects.toThrow(InferenceError);
    await expect(refused).rejects.toThrow('Text encoders of the family "toy" read no pictures');
  });
});
