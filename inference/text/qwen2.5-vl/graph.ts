/**
 * The language model of Qwen2.5-VL as a graph over one chunk of a prompt, continuing the keys and values of the chunks
 * before it.
 * Source: transformers `modeling_qwen2_5_vl.py`, `Qwen2_5_VLTextModel`.
 */
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { buildWhole } from '../../onnx/chain/build-chain.ts';
import type { ModelParts } from '../../onnx/chain/model-parts.ts';
import type { GraphOptions } from '../../onnx/graph-core.ts';
import type { OnnxModel } from '../../onnx/model.ts';
import type { Value } from '../../onnx/value.ts';
import { decoderLayer, decoderNorm, layerInputs, type Project } from '../decoder/layer.ts';
import type { TextEncoderConfig } from './config.ts';

/**
 * The parts of a run; the embedding table is not among them.
 *
 * Inputs: `embeds` [tokens, width], and those of `decoderLayer`.
 * Outputs: `hidden` [tokens, width] after the final norm, and those of `decoderLayer`.
 * Exposable: `hidden.N` (input of layer N), `hidden.last_before_norm`.
 */
export function textParts(config: TextEncoderConfig): ModelParts<{ readonly x: Value }> {
  const { width, headDim } = config;
  const project: Project = (g, x, { part, name, heads }) =>
    g.reshape(g.linear(x, `${name}.${part}_proj`, heads * headDim), [1, 'tokens', heads * headDim]);
  return {
    name: 'text-encoder',
    blocks: config.layers,
    begin(g) {
      layerInputs(g, config);
      return { x: g.input('embeds', 'float32', ['tokens', width]) }; // [tokens, width]
    },
    block(g, i, { x }) {
      layerInputs(g, config);
      return { x: decoderLayer(g, config, i, g.tap(`hidden.${i}`, x), project) }; // [tokens, width]
    },
    end(g, { x }) {
      g.tap('hidden.last_before_norm', x);
      g.output('hidden', decoderNorm(g, config, x, 'model.norm')); // [tokens, width]
    },
  };
}

/**
 * Builds one graph for the whole model: see {@link textParts}.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildTextGraph(config: TextEncoderConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  return buildWhole(textParts(config), weights, options);
}
