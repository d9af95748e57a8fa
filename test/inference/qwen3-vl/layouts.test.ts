// Real names and shapes of Qwen3-VL-8B in every layout: the same weights, the same config, in groups that fit memory.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '../../../inference/checkpoint/config-file.ts';
import type { StoredWeight } from '../../../inference/checkpoint/stored-weight.ts';
import { mapSource, type WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { buildChain } from '../../../inference/onnx/chain/build-chain.ts';
import { elementCount } from '../../../inference/tensor.ts';
import { locateEmbedding } from '../../../inference/text/decoder/embedding.ts';
import { textEncoderConfigSchema } from '../../../inference/text/qwen3-vl/config.ts';
import { textParts } from '../../../inference/text/qwen3-vl/graph.ts';
import { textNames } from '../../../inference/text/qwen3-vl/layouts/names.ts';
import { derivedTextConfig, isTextEncoder } from '../../../inference/text/qwen3-vl/open.ts';
import { visionConfigSchema } from '../../../inference/text/qwen3-vl/vision/config.ts';
import { derivedVisionConfig, isVisionTower } from '../../../inference/text/qwen3-vl/vision/derive.ts';
import { visionParts } from '../../../inference/text/qwen3-vl/vision/graph.ts';
import * as first from '../../../inference/text/qwen2.5-vl/open.ts';
import { repoPath } from '../support/goldens.ts';
import { layout, layoutConfig } from '../support/layouts.ts';

const NAME = 'text_encoder-qwen3-vl-8b';
const published = await layout(NAME);
const canonical = textNames(published);
const text = await layoutConfig(NAME, textEncoderConfigSchema);
const vision = await layoutConfig(NAME, visionConfigSchema);

/** A source of the same weights under other names. */
function renamed(source: WeightSource, stored: (name: string) => string): WeightSource {
  const weights = [...source.names()].map((name) => [stored(name), source.get(name) as StoredWeight] as const);
  return mapSource(source.label, new Map(weights));
}

const everything = (source: WeightSource): readonly (readonly [string, StoredWeight | undefined])[] =>
  [...source.names()].toSorted().map((name) => [name, source.get(name)] as const);

describe('the published tensors', () => {
  it('are all asked for by name and shape, but the head and the final norm', () => {
    const used = new Set([
      locateEmbedding(text, canonical).name,
      ...buildChain(textParts(text), canonical).weightNames,
      ...buildChain(visionParts(vision, canonical), canonical).weightNames,
    ]);
    const names = [...canonical.names()];
    expect(names).toHaveLength(750);
    expect(names.filter((name) => !used.has(name)).toSorted()).toEqual(['lm_head.weight', 'model.norm.weight']);
    expect(used.size).toBe(748);
    const parameters = names.reduce((sum, name) => sum + elementCount(canonical.get(name)?.shape ?? []), 0);
    expect(parameters).toBe(8_767_123_696);
  });

  it('are told from those of Qwen2.5-VL', async () => {
    const other = await layout('text_encoder-qwen2.5-vl-7b');
    expect([isTextEncoder(canonical), isVisionTower(canonical)]).toEqual([true, true]);
    expect([isTextEncoder(textNames(other)), isVisionTower(textNames(other))]).toEqual([false, false]);
    expect([first.isTextEncoder(canonical), first.isVisionTower(canonical)]).toEqual([false, false]);
  });

  it('give the published config by their shapes', () => {
    expect(parseConfig(derivedTextConfig(canonical), textEncoderConfigSchema, NAME)).toEqual(text);
    const derived = { vision_config: derivedVisionConfig(canonical) };
    expect(parseConfig(derived, visionConfigSchema, NAME)).toEqual(vision);
  });

  it('run in groups of about a GiB, as float32', () => {
    for (const parts of [textParts(text), visionParts(vision, canonical)]) {
      const { groups, weightMemory } = buildChain(parts, canonical);
      const sizes = groups.map((group) => group.weightMemory('fp32').copied / 2 ** 30);
      expect(Math.max(...sizes)).toBeLessThan(2);
      expect(weightMemory('fp32').copied / 2 ** 30).toBeCloseTo(
        sizes.reduce((sum, size) => sum + size, 0),
        6,
      );
    }
    expect(buildChain(textParts(text), canonical).groups).toHaveLength(18);
    expect(buildChain(visionParts(vision, canonical), canonical).groups.length).toBeGreaterThan(1);
  });
});

describe('other layouts', () => {
  it.each(['', 'text_encoders.qwen3vl_8b.transformer.'])('of ComfyUI, below %j', (prefix) => {
    const stored = renamed(published, (name) => prefix + name.replace('model.language_model.', 'model.'));
    expect(everything(textNames(stored))).toEqual(everything(canonical));
  });

  it('of llama.cpp, the vision tower in a file of its own', async () => {
    const file = await readFile(repoPath('test/fixtures/layouts/names-llama-qwen3-vl.json'), 'utf8');
    const table = Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(file)));
    const weights = new Map<string, StoredWeight>();
    const blocks = Array.from({ length: 36 }, (_, block) => block);
    for (const [stored, name] of table) {
      for (const block of name.includes('{}') ? blocks : [0]) {
        const weight = published.get(name.replace('{}', String(block)));
        if (!weight) continue;
        // llama.cpp numbers mergers by the block they follow.
        const place = name.includes('deepstack') ? vision.deepstackBlocks[block] : block;
        weights.set(stored.replace('{}', String(place)), weight);
      }
    }
    const kernel = weights.get('v.patch_embd.weight');
    if (kernel?.encoding !== 'plain') throw new Error('no kernel');
    const frame = { ...kernel, shape: kernel.shape.toSpliced(2, 1) };
    weights.set('v.patch_embd.weight', frame).set('v.patch_embd.weight.1', frame);

    const stored = textNames(mapSource('llama.cpp', weights));
    const kernels = ['visual.patch_embed.proj.0.weight', 'visual.patch_embed.proj.1.weight'];
    const others = everything(stored).filter(([name]) => !kernels.includes(name));
    expect(others).toEqual(everything(canonical).filter(([name]) => name !== 'visual.patch_embed.proj.weight'));
    expect(kernels.map((name) => stored.get(name)?.shape)).toEqual([
      [1152, 3, 16, 16],
      [1152, 3, 16, 16],
    ]);
    const used = new Set(buildChain(visionParts(vision, stored), stored).weightNames);
    expect([...stored.names()].filter((name) => name.startsWith('visual.') && !used.has(name))).toEqual([]);
    expect(parseConfig({ vision_config: derivedVisionConfig(stored) }, visionConfigSchema, NAME)).toEqual(vision);
  });
});
