/**
 * Files of the VAE of Qwen-Image-2.1 in every layout: the published names and shapes, ComfyUI's names, and configs that
 * follow from shapes.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '../../inference/checkpoint/config-file.ts';
import type { StoredWeight } from '../../inference/checkpoint/stored-weight.ts';
import { mapSource, type WeightSource } from '../../inference/checkpoint/weight-source.ts';
import { vaeNames as otherFamilysNames } from '../../inference/families/qwen-image/layouts/vae-names.ts';
import { isVae as isOtherVae } from '../../inference/families/qwen-image/vae/open.ts';
import { vaeNames } from '../../inference/families/qwen-image-2.1/layouts/vae-names.ts';
import { vaeConfigSchema } from '../../inference/families/qwen-image-2.1/vae/config.ts';
import { buildDecoderGraph, unusedByDecoder } from '../../inference/families/qwen-image-2.1/vae/decoder-graph.ts';
import { buildEncoderGraph, unusedByEncoder } from '../../inference/families/qwen-image-2.1/vae/encoder-graph.ts';
import { derivedVaeConfig, isVae } from '../../inference/families/qwen-image-2.1/vae/open.ts';
import { elementCount } from '../../inference/tensor.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { layout, layoutConfig } from '../inference/support/layouts.ts';

const NAME = 'vae-qwen-image-2.1';
const published = await layout(NAME);
const config = await layoutConfig(NAME, vaeConfigSchema);
const sorted = (names: Iterable<string>): string[] => [...names].toSorted();
const shapeOf = (source: WeightSource, name: string): readonly number[] => source.get(name)?.shape ?? [];

/** ComfyUI's layout: names of Wan 2.2, kernels with an axis of time. */
async function wanFile(prefix: string): Promise<WeightSource> {
  const text = await readFile(repoPath('test/fixtures/layouts/names-wan-2.2-vae.json'), 'utf8');
  const names = z.record(z.string(), z.string()).parse(JSON.parse(text));
  const weights = Object.entries(names).map(([stored, name]): [string, StoredWeight] => {
    const weight = published.get(name) as StoredWeight;
    const [out = 0, input = 0, ...plane] = weight.shape;
    // The projections of the attention are two-dimensional there too.
    const isKernel = plane.length === 2 && name.endsWith('.weight') && !/resample|to_qkv|proj/.test(name);
    const shape = isKernel ? [out, input, 1, ...plane] : weight.shape;
    return [prefix + stored, { ...weight, shape }];
  });
  return mapSource('wan', new Map(weights));
}

describe('the published VAE', () => {
  it('has exactly the tensors that the graphs ask for, and its time convolutions', () => {
    const used = [buildEncoderGraph(config, published), buildDecoderGraph(config, published)].flatMap(
      ({ weightNames }) => [...weightNames],
    );
    const unused = sorted(published.names()).filter((name) => name.includes('.time_conv.'));
    expect(unused).toHaveLength(12);
    expect(sorted([...unusedByEncoder(config), ...unusedByDecoder(config)])).toEqual(unused);
    expect(sorted([...used, ...unused])).toEqual(sorted(published.names()));
    expect(used.length + unused.length).toBe(238);
    const values = [...published.names()].reduce((sum, name) => sum + elementCount(shapeOf(published, name)), 0);
    expect(values).toBe(337_740_404);
  });

  it('has its config by the shapes of its tensors', () => {
    expect(parseConfig(derivedVaeConfig(published), vaeConfigSchema, NAME)).toEqual(config);
    expect(config).toMatchObject({ scale: 16, latentChannels: 64, pixelChannels: 4, finestChannels: 144 });
  });

  it.each(['', 'vae.'])('is the same under the names of Wan 2.2 below %j', async (prefix) => {
    const stored = vaeNames(await wanFile(prefix));
    const everything = (source: WeightSource): string =>
      JSON.stringify(sorted(source.names()).map((name) => [name, source.get(name)]));
    expect(everything(stored)).toBe(everything(published));
    for (const build of [buildEncoderGraph, buildDecoderGraph])
      expect(Buffer.compare(build(config, stored).bytes, build(config, published).bytes)).toBe(0);
  });

  it('is told from the VAE of the other family, whatever the layout', async () => {
    const other = await layout('vae-qwen-image');
    const file = await wanFile('');
    expect([isVae(vaeNames(published)), isVae(vaeNames(file)), isVae(vaeNames(other))]).toEqual([true, true, false]);
    expect(isOtherVae(otherFamilysNames(other))).toBe(true);
    expect([isOtherVae(otherFamilysNames(published)), isOtherVae(otherFamilysNames(file))]).toEqual([false, false]);
  });
});

describe('a config', () => {
  const fields = { latents_mean: Array(64).fill(0), latents_std: Array(64).fill(1) };

  it.each([
    [{ dim_mult: [1, 2, 4, 8] }, 'temperal_downsample: must hold 3 values (one less than dim_mult), holds 4'],
    [{ dim_mult: [1, 2, 4, 8, 24] }, 'dim_mult: '],
    [{ is_residual: false }, 'a VAE without shortcuts around its levels is not supported'],
    [{ out_channels: 3 }, 'out_channels: must be in_channels, 4'],
    [{ z_dim: 48 }, 'latents_mean: must hold 48 values (z_dim), holds 64'],
  ])('%j is refused', (change, message) => {
    expect(() => parseConfig({ ...fields, ...change }, vaeConfigSchema, 'config.json')).toThrow(message);
  });
});
