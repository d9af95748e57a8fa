// Cache keys name the version of the graphs, not their bytes: a graph that changes must not do so unnoticed.
// When a change is meant, raise the version of the family's graphs and pin the new digests.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseConfig } from '../../inference/checkpoint/config-file.ts';
import { CONTROLNET_CLASS, controlNetConfigSchema } from '../../inference/families/qwen-image/controlnet/config.ts';
import { buildControlGraph } from '../../inference/families/qwen-image/controlnet/graph.ts';
import { transformerConfigSchema } from '../../inference/families/qwen-image/transformer/config.ts';
import { buildModulationGraph } from '../../inference/families/qwen-image/transformer/modulation-graph.ts';
import { buildStepGraph } from '../../inference/families/qwen-image/transformer/step-graph.ts';
import { vaeConfigSchema } from '../../inference/families/qwen-image/vae/config.ts';
import { buildDecoderGraph } from '../../inference/families/qwen-image/vae/decoder-graph.ts';
import { buildEncoderGraph } from '../../inference/families/qwen-image/vae/encoder-graph.ts';
import { buildWhole } from '../../inference/onnx/chain/build-chain.ts';
import { vaeConfigSchema as vaeConfigSchema21 } from '../../inference/families/qwen-image-2.1/vae/config.ts';
import { buildDecoderGraph as buildDecoderGraph21 } from '../../inference/families/qwen-image-2.1/vae/decoder-graph.ts';
import { buildEncoderGraph as buildEncoderGraph21 } from '../../inference/families/qwen-image-2.1/vae/encoder-graph.ts';
import type { OnnxModel } from '../../inference/onnx/model.ts';
import { textEncoderConfigSchema } from '../../inference/text/qwen2.5-vl/config.ts';
import { buildTextGraph } from '../../inference/text/qwen2.5-vl/graph.ts';
import { visionConfigSchema } from '../../inference/text/qwen2.5-vl/vision/config.ts';
import { buildVisionGraph } from '../../inference/text/qwen2.5-vl/vision/graph.ts';
import * as qwen3 from '../../inference/text/qwen3-vl/config.ts';
import { textParts } from '../../inference/text/qwen3-vl/graph.ts';
import { textNames } from '../../inference/text/qwen3-vl/layouts/names.ts';
import * as qwen3Vision from '../../inference/text/qwen3-vl/vision/config.ts';
import { visionParts } from '../../inference/text/qwen3-vl/vision/graph.ts';
import { layout, layoutConfig } from './support/layouts.ts';

const digest = ({ bytes }: OnnxModel): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

test.for([
  ['transformer-qwen-image', 'transformer-qwen-image', '77740a549c3c7cdb', '6e623378d68b8f6a'],
  ['transformer-qwen-image-edit-2511', 'transformer-qwen-image', '62cb6852d4d08a2d', '6e623378d68b8f6a'],
  ['transformer-qwen-image-layered', 'transformer-qwen-image-layered', '0074d2d1ba746be9', 'd585df0455789f30'],
] as const)('the graphs of %s are pinned', async ([configName, layoutName, step, modulation]) => {
  const config = await layoutConfig(configName, transformerConfigSchema);
  const source = await layout(layoutName);
  expect(digest(buildStepGraph(config, source))).toBe(step);
  expect(digest(buildModulationGraph(config, source))).toBe(modulation);
});

test('the graphs of a ControlNet are pinned', async () => {
  const fields = { _class_name: CONTROLNET_CLASS, num_layers: 5 };
  const config = parseConfig(fields, controlNetConfigSchema, 'controlnet-union/config.json');
  const source = await layout('controlnet-union');
  expect(digest(buildControlGraph(config, source))).toBe('9c1e3c9f966ffddf');
  expect(digest(buildModulationGraph(config.blocks, source, { hasOutput: false }))).toBe('1b038e0d3faa5714');
});

test('the graphs of the VAE are pinned', async () => {
  const config = await layoutConfig('vae-qwen-image', vaeConfigSchema);
  const source = await layout('vae-qwen-image');
  expect(digest(buildEncoderGraph(config, source))).toBe('842cecf6a37d62d7');
  expect(digest(buildDecoderGraph(config, source))).toBe('99e226fbabe15b37');
});

test('the graphs of the VAE of 2.1 are pinned', async () => {
  const config = await layoutConfig('vae-qwen-image-2.1', vaeConfigSchema21);
  const source = await layout('vae-qwen-image-2.1');
  expect(digest(buildEncoderGraph21(config, source))).toBe('6d4af7ea31d6c9d4');
  expect(digest(buildDecoderGraph21(config, source))).toBe('67850998d20e1c8f');
});

test('the graphs of the text encoder and its vision tower are pinned', async () => {
  const name = 'text_encoder-qwen2.5-vl-7b';
  const source = await layout(name);
  expect(digest(buildTextGraph(await layoutConfig(name, textEncoderConfigSchema), source))).toBe('625e827f70507fda');
  expect(digest(buildVisionGraph(await layoutConfig(name, visionConfigSchema), source))).toBe('953ee3bdbe1bc627');
});

test('the graphs of the text encoder of 2.1 and its vision tower are pinned', async () => {
  const name = 'text_encoder-qwen3-vl-8b';
  const source = textNames(await layout(name));
  const [text, vision] = [
    await layoutConfig(name, qwen3.textEncoderConfigSchema),
    await layoutConfig(name, qwen3Vision.visionConfigSchema),
  ];
  expect(digest(buildWhole(textParts(text), source))).toBe('f5d42c268a50a014');
  expect(digest(buildWhole(visionParts(vision, source), source))).toBe('2c64bd160711053c');
});
