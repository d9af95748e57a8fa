/** Parts of different models are refused before anything is computed, each named with its file. */
import { describe, expect, it } from 'vitest';
import { checkFit } from '../../nodes/part-fit.ts';

const transformer = { dir: '/models/qwen.safetensors', latentChannels: 16, textWidth: 3584, streamWidth: 3072 };
const controlNet = (streamWidth: number): object => ({ dir: '/models/net.safetensors', streamWidth });
const NONE = { conditionings: [], controlNets: [] };
const textEncoder = (width: number): object => ({ textEncoder: { dir: '/models/te.safetensors', width } });
const vae = (latentChannels: number): object => ({ dir: '/models/vae.safetensors', latentChannels });

describe('parts of a pipeline', () => {
  it('fit when they agree, and when one is not known', () => {
    const accepted = [
      { ...NONE, transformer, vae: vae(16), conditionings: [textEncoder(3584), undefined] },
      { ...NONE, transformer: undefined, vae: vae(64), conditionings: [textEncoder(4096)] },
      { ...NONE, transformer, vae: undefined, conditionings: [{}] },
      { ...NONE, transformer, vae: vae(16), controlNets: [controlNet(3072), {}, undefined] },
    ];
    for (const parts of accepted) expect(() => checkFit(parts)).not.toThrow();
  });

  it('are refused when latents have other channels', () => {
    expect(() => checkFit({ ...NONE, transformer, vae: vae(64) })).toThrow(
      'These parts are not of one model: channels of latents: the transformer /models/qwen.safetensors has 16, ' +
        'the VAE /models/vae.safetensors has 64. Load parts that belong together',
    );
  });

  it('are refused when hidden states have another width', () => {
    const conditionings = [textEncoder(3584), textEncoder(64)];
    expect(() => checkFit({ ...NONE, transformer, vae: vae(16), conditionings })).toThrow(
      'the transformer /models/qwen.safetensors has 3584, the text encoder /models/te.safetensors has 64',
    );
  });

  it('are refused when a ControlNet adds to a stream of another width', () => {
    const controlNets = [controlNet(3072), controlNet(96)];
    expect(() => checkFit({ ...NONE, transformer, vae: vae(16), controlNets })).toThrow(
      'width of the image stream: the transformer /models/qwen.safetensors has 3072, ' +
        'the ControlNet /models/net.safetensors has 96',
    );
  });
});
