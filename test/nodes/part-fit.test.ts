/** Parts of different models are refused before anything is computed, each named with its file. */
import { describe, expect, it } from 'vitest';
import { checkFit } from '../../nodes/part-fit.ts';

const transformer = { dir: '/models/qwen.safetensors', latentChannels: 16, textWidth: 3584 };
const textEncoder = (width: number): object => ({ textEncoder: { dir: '/models/te.safetensors', width } });
const vae = (latentChannels: number): object => ({ dir: '/models/vae.safetensors', latentChannels });

describe('parts of a pipeline', () => {
  it('fit when they agree, and when one is not known', () => {
    const accepted = [
      { transformer, vae: vae(16), conditionings: [textEncoder(3584), undefined] },
      { transformer: undefined, vae: vae(64), conditionings: [textEncoder(4096)] },
      { transformer, vae: undefined, conditionings: [{}] },
    ];
    for (const parts of accepted) expect(() => checkFit(parts)).not.toThrow();
  });

  it('are refused when latents have other channels', () => {
    expect(() => checkFit({ transformer, vae: vae(64), conditionings: [] })).toThrow(
      'These parts are not of one model: channels of latents: the transformer /models/qwen.safetensors has 16, ' +
        'the VAE /models/vae.safetensors has 64. Load parts that belong together',
    );
  });

  it('are refused when hidden states have another width', () => {
    expect(() => checkFit({ transformer, vae: vae(16), conditionings: [textEncoder(3584), textEncoder(64)] })).toThrow(
      'the transformer /models/qwen.safetensors has 3584, the text encoder /models/te.safetensors has 64',
    );
  });
});
