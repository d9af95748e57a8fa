// Real shapes: the graphs of the published configs ask for exactly the tensors of the published checkpoints.
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../inference/checkpoint/config-file.ts';
import type { WeightSource } from '../../inference/checkpoint/weight-source.ts';
import type { OnnxModel } from '../../inference/onnx/model.ts';
import { totalMemory } from '../../inference/precision/weight-memory.ts';
import { CONTROLNET_CLASS, controlNetConfigSchema } from '../../inference/families/qwen-image/controlnet/config.ts';
import { buildControlGraph } from '../../inference/families/qwen-image/controlnet/graph.ts';
import { textEncoderConfigSchema } from '../../inference/text/qwen2.5-vl/config.ts';
import { locateEmbedding } from '../../inference/text/decoder/embedding.ts';
import { buildTextGraph } from '../../inference/text/qwen2.5-vl/graph.ts';
import { transformerConfigSchema } from '../../inference/families/qwen-image/transformer/config.ts';
import { buildModulationGraph } from '../../inference/families/qwen-image/transformer/modulation-graph.ts';
import { buildStepGraph } from '../../inference/families/qwen-image/transformer/step-graph.ts';
import { visionConfigSchema } from '../../inference/text/qwen2.5-vl/vision/config.ts';
import { buildVisionGraph } from '../../inference/text/qwen2.5-vl/vision/graph.ts';
import { vaeConfigSchema } from '../../inference/families/qwen-image/vae/config.ts';
import { buildDecoderGraph, unusedByDecoder } from '../../inference/families/qwen-image/vae/decoder-graph.ts';
import { buildEncoderGraph, unusedByEncoder } from '../../inference/families/qwen-image/vae/encoder-graph.ts';
import { elementCount } from '../../inference/tensor.ts';
import { layout, layoutConfig } from './support/layouts.ts';

const parameters = (source: WeightSource, names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + elementCount(source.get(name)?.shape ?? []), 0);
const sorted = (names: Iterable<string>): string[] => [...names].toSorted();
const union = (...sets: readonly Iterable<string>[]): Set<string> => new Set(sets.flatMap((set) => [...set]));

describe('transformer', () => {
  test.for([
    ['transformer-qwen-image', 'transformer-qwen-image', 1933, 20_430_401_088],
    ['transformer-qwen-image-edit-2511', 'transformer-qwen-image', 1933, 20_430_401_088],
    ['transformer-qwen-image-layered', 'transformer-qwen-image-layered', 1934, 20_430_407_232],
  ] as const)('%s asks for exactly the published tensors', async ([configName, layoutName, tensors, count]) => {
    const source = await layout(layoutName);
    const parsed = await layoutConfig(configName, transformerConfigSchema);
    const [step, modulation] = [buildStepGraph(parsed, source), buildModulationGraph(parsed, source)];
    const used = union(step.weightNames, modulation.weightNames);
    expect(used.size).toBe(tensors);
    expect(sorted(used)).toEqual(sorted(source.names()));
    expect(step.weightNames.size + modulation.weightNames.size).toBe(tensors);
    expect(parameters(source, used)).toBe(count);
    expect(totalMemory(step.weightMemory('cast'), modulation.weightMemory('cast'))).toEqual({
      copied: 0,
      mapped: count * 2,
    });
    expect(step.weightMemory('fp32').copied / 4 / 1e9).toBeCloseTo(13.6, 1);
    expect(step.bytes.length).toBeLessThan(4e6);
  });
});

describe('ControlNets of five blocks, every other field of their configs the default', () => {
  test.for([
    ['controlnet-union', 0, 1_768_003_584],
    ['controlnet-inpainting', 4, 1_768_015_872],
  ] as const)('%s asks for exactly the published tensors', async ([name, extra, count]) => {
    const source = await layout(name);
    const parsed = parseConfig(
      { _class_name: CONTROLNET_CLASS, num_layers: 5, extra_condition_channels: extra },
      controlNetConfigSchema,
      `${name}/config.json`,
    );
    const used = union(
      buildControlGraph(parsed, source).weightNames,
      buildModulationGraph(parsed.blocks, source, { hasOutput: false }).weightNames,
    );
    const names = [...source.names()];
    const left = names.filter((each) => !used.has(each));
    expect(left).toEqual([]);
    expect(names).toHaveLength(181);
    expect(parameters(source, names)).toBe(count);
  });
});

test('text encoder: language model and vision tower ask for all but the unused head', async () => {
  const source = await layout('text_encoder-qwen2.5-vl-7b');
  const parsed = await layoutConfig('text_encoder-qwen2.5-vl-7b', textEncoderConfigSchema);
  const vision = buildVisionGraph(
    await layoutConfig('text_encoder-qwen2.5-vl-7b', visionConfigSchema),
    source,
  ).weightNames;
  const used = union(buildTextGraph(parsed, source).weightNames, [locateEmbedding(parsed, source).name], vision);
  const names = [...source.names()];
  expect(names.length).toBe(729);
  expect(sorted(used)).toEqual(sorted(names.filter((name) => name !== 'lm_head.weight')));
  expect(parameters(source, names)).toBe(8_292_166_656);
});

describe('vae', () => {
  test.for([
    ['vae-qwen-image', 126_892_531],
    ['vae-qwen-image-layered', 126_897_716],
  ] as const)('%s asks for all but the time convolutions', async ([name, count]) => {
    const source = await layout(name);
    const parsed = await layoutConfig(name, vaeConfigSchema);
    const graphs: readonly OnnxModel[] = [buildEncoderGraph(parsed, source), buildDecoderGraph(parsed, source)];
    const used = union(...graphs.map((graph) => graph.weightNames));
    const unused = [...unusedByEncoder(parsed), ...unusedByDecoder(parsed)];
    expect(
      unused.every((tensor) => tensor.includes('.time_conv.') && source.get(tensor) !== undefined && !used.has(tensor)),
    ).toBe(true);
    expect(unused).toHaveLength(8);
    expect(sorted(union(used, unused))).toEqual(sorted(source.names()));
    expect(used.size + unused.length).toBe(194);
    expect(parameters(source, source.names())).toBe(count);
  });
});
