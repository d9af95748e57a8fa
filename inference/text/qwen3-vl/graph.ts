/**
 * The language model of Qwen3-VL as a graph over one chunk of a prompt, continuing the keys and values of the chunks
 * before it.
 * Source: transformers `modeling_qwen3_vl.py`, `Qwen3VLTextModel` and `Qwen3VLTextAttention`.
 */
import type { ModelParts } from '../../onnx/chain/model-parts.ts';
import type { Value } from '../../onnx/value.ts';
import { decoderLayer, layerInputs, type Project } from '../decoder/layer.ts';
import type { TextEncoderConfig } from './config.ts';

/** Name of the input with the features of a level. */
export const deepstackName = (level: number): string => `deepstack.${level}`;

/**
 * The parts of a run; the embedding table is not among them.
 *
 * Inputs: `embeds` [tokens, width]; for each level of features `deepstack.N` [tokens, width], zero where no picture is,
 * or [1, width] for a chunk without pictures; those of `decoderLayer`.
 * Outputs: `hidden` [tokens, width] before the final norm, and those of `decoderLayer`.
 * Exposable: `hidden.N` (input of layer N, its features added), `layer.N.q_norm` and `layer.N.k_norm`
 * [tokens, heads, headDim].
 */
export function textParts(config: TextEncoderConfig): ModelParts<{ readonly x: Value }> {
  const { width, deepstackLevels } = config;
  const project = projection(config);
  return {
    name: 'text-encoder',
    blocks: config.layers,
    begin(g) {
      layerInputs(g, config);
      return { x: g.input('embeds', 'float32', ['tokens', width]) }; // [tokens, width]
    },
    block(g, i, { x }) {
      layerInputs(g, config);
      const y = decoderLayer(g, config, i, g.tap(`hidden.${i}`, x), project); // [tokens, width]
      if (i >= deepstackLevels) return { x: y };
      return { x: g.addRows(y, g.input(deepstackName(i), 'float32', ['feature_rows', width])) }; // [tokens, width]
    },
    end(g, { x }) {
      g.output('hidden', x);
    },
  };
}

/** Linear without bias; queries and keys are normed head by head. */
function projection({ headDim, normEpsilon }: TextEncoderConfig): Project {
  return (g, x, { part, name, layer, heads }) => {
    const projected = g.linear(x, `${name}.${part}_proj`, heads * headDim, { bias: false });
    if (part === 'v') return g.reshape(projected, [1, 'tokens', heads * headDim]);
    const byHead = g.reshape(projected, ['tokens', heads, headDim]); // [tokens, heads, headDim]
    const normed = g.rmsNorm(byHead, g.weight(`${name}.${part}_norm.weight`, [headDim]), normEpsilon);
    g.tap(`layer.${layer}.${part}_norm`, normed);
    return g.reshape(normed, [1, 'tokens', heads * headDim]); // [1, tokens, heads * headDim]
  };
}
