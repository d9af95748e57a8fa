// Nodes that make latents and say of them: form, mask, place in a batch.
import { describe, expect, it } from 'vitest';
import { safetensorsCodec } from '../../../engine/cache/codecs/safetensors.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { Services } from '../../../engine/graph/service.ts';
import { Engine, type RunResult } from '../../../engine/run/engine.ts';
import { float32 } from '../../../inference/tensor.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { fittedFacts, isUnfit } from '../../../nodes/latent/fit-empty-latent.ts';
import { LATENT, type Latent, type TransformerHandle } from '../../../nodes/sockets.ts';
import { output } from '../../pipeline/support.ts';

const from = (source: string) => ({ from: source });
const WIDE = { dir: 'wide', digest: '', patch: 1, latentChannels: 64, latentScale: 16, textWidth: 64 };
const USUAL = { ...WIDE, dir: 'usual', patch: 2, latentChannels: 16, latentScale: 8 };

async function run(nodes: Graph['nodes'], ...targets: string[]): Promise<RunResult> {
  return new Engine({ registry: new NodeRegistry(standardNodes), services: new Services() }).run(
    { nodes },
    { targets },
  );
}

const size = (inputs: object) => ({ type: 'empty-latent', inputs: { width: 96, height: 128, ...inputs } });

describe('an empty latent without a VAE', () => {
  it('has the form of Qwen-Image, and any size is rounded down to 8 pixels', async () => {
    const free = { type: 'free-size-latent', inputs: { width: 103, height: 129 } };
    const result = await run({ size: size({}), free }, 'size', 'free');
    for (const node of ['size', 'free']) {
      const { samples, scale } = output(result, node, 'latent', LATENT);
      expect([samples.dims, scale]).toEqual([[1, 16, 16, 12], 8]);
    }
  });

  it('is as good as layers of it', async () => {
    const layers = { type: 'empty-layers', inputs: { latent: from('size.latent'), layers: 3 } };
    const result = await run({ size: size({ batchIndex: 1, batchSize: 2 }), layers }, 'layers');
    const { samples, place } = output(result, 'layers', 'latent', LATENT);
    expect([samples.dims, place]).toEqual([[4, 16, 16, 12], { index: 1, size: 2 }]);
  });

  it('takes the form of a transformer that has another, unless something is in it', () => {
    const empty: Latent = { samples: float32(new Float32Array(16 * 12), [1, 16, 4, 3]), scale: 8 };
    const full = { ...empty, samples: float32(new Float32Array(16 * 12).fill(1), [1, 16, 4, 3]) };
    const isUnfitFor = (latent: Latent, handle: object) => isUnfit(latent, handle as TransformerHandle);
    expect([isUnfitFor(empty, WIDE), isUnfitFor(empty, USUAL), isUnfitFor(full, WIDE)]).toEqual([true, false, false]);
    const facts = { frames: 1, scale: 8, width: 12, height: 16 };
    expect(fittedFacts(facts, WIDE)).toEqual({ frames: 1, scale: 16, width: 6, height: 8 });
    expect(fittedFacts({ ...facts, vae: { dir: 'vae' } }, WIDE)).toMatchObject({ scale: 8, width: 12 });
  });
});

describe('a repeated latent', () => {
  const repeated = async (inputs: object, copy: number) => {
    const repeat = { type: 'repeat-latent', inputs: { latent: from('size.latent'), copy, copies: 3 } };
    return output(await run({ size: size(inputs), repeat }, 'repeat'), 'repeat', 'latent', LATENT).place;
  };

  it('is a place in a batch of all copies, after those of its own batch', async () => {
    expect(await repeated({}, 2)).toEqual({ index: 2, size: 3 });
    expect(await repeated({ batchIndex: 1, batchSize: 2 }, 2)).toEqual({ index: 5, size: 6 });
  });
});

describe('a latent that is placed in a batch', () => {
  it('takes the noise of another number, which its copies go on from', async () => {
    const place = { type: 'place-in-batch', inputs: { latent: from('size.latent'), noiseIndex: 4 } };
    const repeat = { type: 'repeat-latent', inputs: { latent: from('place.latent'), copy: 1, copies: 2 } };
    const result = await run({ size: size({}), place, repeat }, 'repeat');
    expect(output(result, 'repeat', 'latent', LATENT).place).toEqual({ index: 1, size: 2, noise: 5 });
  });
});

describe('layers that are cut from a latent', () => {
  const cut = async (inputs: object) => {
    const layers = { type: 'empty-layers', inputs: { latent: from('size.latent'), layers: 3 } };
    const part = { type: 'cut-latent', inputs: { latent: from('layers.latent'), ...inputs } };
    const result = await run({ size: size({}), layers, part }, 'part');
    return output(result, 'part', 'latent', LATENT).samples.dims;
  };

  it.each([
    [{ index: 1, amount: 16_384 }, [3, 16, 16, 12]],
    [{ index: -1 }, [1, 16, 16, 12]],
    [{ index: 9 }, [1, 16, 16, 12]],
    [{ index: -9, amount: 2 }, [2, 16, 16, 12]],
    [{ of: 'rows', index: 2, amount: 4 }, [4, 16, 4, 12]],
    [{ of: 'columns', index: 8, amount: 9 }, [4, 16, 16, 4]],
  ])('%j', async (inputs, dims) => {
    expect(await cut(inputs)).toEqual(dims);
  });
});

describe('a latent that carries a mask and a place', () => {
  it('is the same after the disk cache', () => {
    const mask = { width: 2, height: 1, data: Uint8Array.of(0, 255) };
    const samples = float32(Float32Array.of(1, 2), [1, 1, 1, 2]);
    const latent: Latent = { samples, scale: 8, mask, place: { index: 1, size: 2, noise: 3 } };
    const { bytes } = safetensorsCodec.encode(latent) as { readonly bytes: Uint8Array<ArrayBuffer> };
    expect(safetensorsCodec.decode(bytes, undefined)).toEqual(latent);
  });
});
