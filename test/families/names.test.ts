/**
 * Real names and shapes in every layout: the published tensors under the names of ComfyUI and llama.cpp give the same
 * graphs, and configs that follow from shapes equal the published ones.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '../../inference/checkpoint/config-file.ts';
import { storedBytes } from '../../inference/checkpoint/stored-dtype.ts';
import { plainWeight, type StoredWeight } from '../../inference/checkpoint/stored-weight.ts';
import { mapSource, type WeightSource } from '../../inference/checkpoint/weight-source.ts';
import { controlNetConfigSchema } from '../../inference/families/qwen-image/controlnet/config.ts';
import { derivedControlNetConfig } from '../../inference/families/qwen-image/controlnet/open.ts';
import { transformerNames } from '../../inference/families/qwen-image/layouts/transformer-names.ts';
import { vaeNames } from '../../inference/families/qwen-image/layouts/vae-names.ts';
import { transformerConfigSchema } from '../../inference/families/qwen-image/transformer/config.ts';
import { derivedTransformerConfig } from '../../inference/families/qwen-image/transformer/open.ts';
import { buildStepGraph } from '../../inference/families/qwen-image/transformer/step-graph.ts';
import { vaeConfigSchema } from '../../inference/families/qwen-image/vae/config.ts';
import { buildDecoderGraph } from '../../inference/families/qwen-image/vae/decoder-graph.ts';
import { buildEncoderGraph } from '../../inference/families/qwen-image/vae/encoder-graph.ts';
import { derivedVaeConfig } from '../../inference/families/qwen-image/vae/open.ts';
import { textEncoderConfigSchema } from '../../inference/text/qwen2.5-vl/config.ts';
import { buildTextGraph } from '../../inference/text/qwen2.5-vl/graph.ts';
import { textNames } from '../../inference/text/qwen2.5-vl/layouts/names.ts';
import { derivedTextConfig, derivedVisionConfig } from '../../inference/text/qwen2.5-vl/open.ts';
import { visionConfigSchema } from '../../inference/text/qwen2.5-vl/vision/config.ts';
import { buildVisionGraph } from '../../inference/text/qwen2.5-vl/vision/graph.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { layout, layoutConfig } from '../inference/support/layouts.ts';

/** Published names by those of another layout. */
async function names(fixture: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(repoPath(`test/fixtures/layouts/${fixture}.json`), 'utf8');
  return new Map(Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(text))));
}

/** A source of further weights; a name that `stored` does not know keeps its own. */
function renamed(source: WeightSource, stored: (published: string) => string): WeightSource {
  const weights = [...source.names()].map((name) => [stored(name), source.get(name) as StoredWeight] as const);
  return mapSource(source.label, new Map(weights));
}

const everything = (source: WeightSource): readonly (readonly [string, StoredWeight | undefined])[] =>
  [...source.names()].toSorted().map((name) => [name, source.get(name)] as const);

const below =
  (prefix: string) =>
  (name: string): string =>
    prefix + name;

describe('the transformer', () => {
  it.each(['', 'model.diffusion_model.', 'diffusion_model.', 'transformer.'])('is found below %j', async (prefix) => {
    const published = await layout('transformer-qwen-image');
    expect(everything(transformerNames(renamed(published, below(prefix))))).toEqual(everything(published));
  });

  it.each([
    ['transformer-qwen-image', 'transformer-qwen-image', false],
    ['transformer-qwen-image-edit-2511', 'transformer-qwen-image', true],
    ['transformer-qwen-image-layered', 'transformer-qwen-image-layered', false],
  ] as const)('has the config of %s by its shapes', async (config, name, still) => {
    const derived = parseConfig(derivedTransformerConfig(await layout(name), still), transformerConfigSchema, name);
    expect(derived).toEqual(await layoutConfig(config, transformerConfigSchema));
  });

  it.each(['', 'model.diffusion_model.'])('is Edit-2511 by the mark of ComfyUI below %j', async (prefix) => {
    const published = await layout('transformer-qwen-image');
    const mark = plainWeight({ file: '/x', offset: 0, length: 0, dtype: 'F32', shape: [0] });
    const weights = new Map([...published.names()].map((name) => [name, published.get(name) as StoredWeight]));
    const marked = mapSource('marked', weights.set('__index_timestep_zero__', mark));
    const stored = transformerNames(renamed(marked, below(prefix)));
    expect(derivedTransformerConfig(stored, false)).toMatchObject({ zero_cond_t: true });
  });

  it('has its projections fused in some files: rows of one matrix, in every encoding', async () => {
    const published = await layout('transformer-qwen-image');
    const fused = new Map<string, StoredWeight>();
    const bytes = { width: 3072 * 3072 * 2, bias: 3072 * 2 };
    for (const name of published.names()) {
      if (!/\.attn\.(to|add)_(q|k|v)(_proj)?\./.test(name)) fused.set(name, published.get(name) as StoredWeight);
    }
    for (let block = 0; block < 60; block += 1) {
      for (const projection of ['to_qkv', 'add_qkv_proj']) {
        const at = `transformer_blocks.${block}.attn.${projection}`;
        const place = { file: '/fused.safetensors', dtype: 'BF16' } as const;
        const shape = [3 * 3072, 3072];
        fused.set(`${at}.weight`, plainWeight({ ...place, offset: 1000, length: 3 * bytes.width, shape }));
        fused.set(`${at}.bias`, plainWeight({ ...place, offset: 0, length: 3 * bytes.bias, shape: [3 * 3072] }));
      }
    }
    const split = transformerNames(mapSource('fused', fused));
    expect([...split.names()].toSorted()).toEqual([...published.names()].toSorted());
    const config = await layoutConfig('transformer-qwen-image', transformerConfigSchema);
    expect(buildStepGraph(config, split).weightNames).toEqual(buildStepGraph(config, published).weightNames);
    expect(split.get('transformer_blocks.7.attn.add_v_proj.weight')).toMatchObject({
      offset: 1000 + 2 * bytes.width,
      length: bytes.width,
      shape: [3072, 3072],
    });
  });
});

describe('ControlNets', () => {
  it.each([
    ['controlnet-union', 0],
    ['controlnet-inpainting', 4],
  ] as const)('%s has the published config by its shapes', async (name, extra) => {
    const derived = parseConfig(derivedControlNetConfig(await layout(name)), controlNetConfigSchema, name);
    expect(derived).toMatchObject({ controlChannels: 64 + extra, takesMask: extra > 0 });
    expect(derived.blocks).toMatchObject({ layers: 5, heads: 24, ropeDims: [16, 56, 56], textWidth: 3584 });
  });
});

describe('the VAE', () => {
  it.each(['vae-qwen-image', 'vae-qwen-image-layered'])('%s has the config by its shapes', async (name) => {
    const derived = parseConfig(derivedVaeConfig(await layout(name)), vaeConfigSchema, name);
    expect(derived).toEqual(await layoutConfig(name, vaeConfigSchema));
  });

  it.each(['', 'vae.'])('gives the same graphs under the names of Wan below %j', async (prefix) => {
    const [published, wan] = [await layout('vae-qwen-image'), await names('names-wan-vae')];
    const storedBy = new Map([...wan].map(([stored, name]) => [name, stored]));
    const stored = vaeNames(renamed(published, (name) => prefix + (storedBy.get(name) ?? name)));
    expect(wan.size).toBe(194);
    expect(everything(stored)).toEqual(everything(published));
    const config = await layoutConfig('vae-qwen-image', vaeConfigSchema);
    expect(buildEncoderGraph(config, stored).bytes).toEqual(buildEncoderGraph(config, published).bytes);
    expect(buildDecoderGraph(config, stored).bytes).toEqual(buildDecoderGraph(config, published).bytes);
  });
});

describe('the text encoder', () => {
  const NAME = 'text_encoder-qwen2.5-vl-7b';
  /** As llama.cpp converts it: query, key and value apart, and a kernel for each frame. */
  async function llama(): Promise<WeightSource> {
    const [published, table] = [await layout(NAME), await names('names-llama')];
    const weights = new Map<string, StoredWeight>();
    for (const [stored, name] of table) {
      for (let block = 0; block < (name.includes('{}') ? 32 : 1); block += 1) {
        const at = (text: string): string => text.replace('{}', String(block));
        const fused = published.get(at(name).replace(/attn\.[qkv]\./, 'attn.qkv.'));
        if (!fused) continue;
        const weight = resized(fused, /attn\.[qkv]\./.test(name) ? thirds(fused.shape) : fused.shape);
        if (name !== 'visual.patch_embed.proj.weight') weights.set(at(stored), weight);
        else for (const frame of ['', '.1']) weights.set(stored + frame, resized(fused, fused.shape.toSpliced(2, 1)));
      }
    }
    return mapSource('llama.cpp', weights);
  }

  const thirds = ([rows = 0, ...others]: readonly number[]): readonly number[] => [rows / 3, ...others];
  const resized = (weight: StoredWeight, shape: readonly number[]): StoredWeight =>
    plainWeight({ file: weight.file, offset: 0, length: storedBytes('BF16', shape), dtype: 'BF16', shape });

  it('has the published configs by its shapes', async () => {
    const source = await layout(NAME);
    expect(parseConfig(derivedTextConfig(source), textEncoderConfigSchema, NAME)).toEqual(
      await layoutConfig(NAME, textEncoderConfigSchema),
    );
    expect(parseConfig({ vision_config: derivedVisionConfig(source) }, visionConfigSchema, NAME)).toEqual(
      await layoutConfig(NAME, visionConfigSchema),
    );
  });

  it.each([
    [
      'transformers from 4.52 on',
      (name: string) => name.replace(/^model\./, 'model.language_model.').replace(/^visual/, 'model.visual'),
    ],
    ['a file that holds a whole pipeline', below('text_encoders.qwen25_7b.transformer.')],
  ])('is found under the names of %s', async (_layout, stored) => {
    const published = await layout(NAME);
    expect(everything(textNames(renamed(published, stored)))).toEqual(everything(published));
  });

  it('gives the same language model under the names of llama.cpp', async () => {
    const [published, stored] = [await layout(NAME), textNames(await llama())];
    const config = await layoutConfig(NAME, textEncoderConfigSchema);
    expect(parseConfig(derivedTextConfig(stored), textEncoderConfigSchema, NAME)).toEqual(config);
    expect(buildTextGraph(config, stored).weightNames).toEqual(buildTextGraph(config, published).weightNames);
  });

  it('gives the same vision tower from the mmproj file of llama.cpp, its projections apart', async () => {
    const stored = textNames(await llama());
    const config = await layoutConfig(NAME, visionConfigSchema);
    expect(parseConfig({ vision_config: derivedVisionConfig(stored) }, visionConfigSchema, NAME)).toEqual(config);
    const { weightNames } = buildVisionGraph(config, stored);
    const vision = [...stored.names()].filter((name) => name.startsWith('visual.'));
    expect([...weightNames].toSorted()).toEqual(vision.toSorted());
    // 390 published tensors: each of 32 pairs qkv becomes three pairs, and the patch embedding two kernels.
    expect(vision).toHaveLength(390 + 32 * 4 + 1);
  });
});
