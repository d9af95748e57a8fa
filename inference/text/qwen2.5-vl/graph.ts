/**
 * The language model of Qwen2.5-VL as a graph over one chunk of a prompt, continuing the keys and values of the chunks
 * before it.
 * Source: transformers `modeling_qwen2_5_vl.py`, `Qwen2_5_VLTextModel` and `Qwen2_5_VLDecoderLayer`.
 */
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { buildChain, buildWhole, type ModelChain } from '../../onnx/chain/build-chain.ts';
import type { ModelParts } from '../../onnx/chain/model-parts.ts';
import type { Graph } from '../../onnx/graph.ts';
import type { GraphOptions } from '../../onnx/graph-core.ts';
import type { CacheLengths, RotaryTables } from '../../onnx/kernels/kernels.ts';
import type { OnnxModel } from '../../onnx/model.ts';
import type { Value } from '../../onnx/value.ts';
import type { TextEncoderConfig } from './config.ts';

/** Names of the key/value cache of a layer: inputs `past.*`, outputs `present.*`. */
export const cacheNames = (kind: 'past' | 'present', layer: number): readonly [string, string] => [
  `${kind}.${layer}.key`,
  `${kind}.${layer}.value`,
];

/**
 * The parts of a run; the embedding table is not among them.
 *
 * Inputs: `embeds` [tokens, width], `rope.cos` and `rope.sin` [tokens, headDim / 2], `last_index` int32 [1] =
 * past + tokens - 1, `total` int32 scalar = past + tokens; per layer `past.N.key` and `past.N.value`
 * [1, kvHeads, past, headDim].
 * Outputs: `hidden` [tokens, width] after the final norm; per layer `present.N.key` and `present.N.value`
 * [1, kvHeads, past + tokens, headDim].
 * Exposable: `hidden.N` (input of layer N), `hidden.last_before_norm`.
 */
export function textParts(config: TextEncoderConfig): ModelParts<{ readonly x: Value }> {
  const positions = (g: Graph): { readonly lengths: CacheLengths; readonly rope: RotaryTables } => ({
    lengths: { lastIndex: g.input('last_index', 'int32', [1]), total: g.input('total', 'int32', []) },
    rope: g.rotaryInputs('tokens', config.headDim / 2), // [tokens, headDim / 2] each
  });
  return {
    name: 'text-encoder',
    blocks: config.layers,
    begin(g) {
      positions(g);
      return { x: g.input('embeds', 'float32', ['tokens', config.width]) }; // [tokens, width]
    },
    block(g, i, { x }) {
      const { lengths, rope } = positions(g);
      const name = `model.layers.${i}`;
      g.tap(`hidden.${i}`, x);
      const before = norm(g, config, x, `${name}.input_layernorm`); // [tokens, width]
      const seen = g.add(x, selfAttention(g, config, i, before, rope, lengths)); // [tokens, width]
      const after = norm(g, config, seen, `${name}.post_attention_layernorm`); // [tokens, width]
      return { x: g.add(seen, mlp(g, config, after, `${name}.mlp`)) }; // [tokens, width]
    },
    end(g, { x }) {
      g.tap('hidden.last_before_norm', x);
      g.output('hidden', norm(g, config, x, 'model.norm')); // [tokens, width]
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

/**
 * Builds a graph for each group of layers.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildTextChain(config: TextEncoderConfig, weights: WeightSource, options?: GraphOptions): ModelChain {
  return buildChain(textParts(config), weights, options);
}

function norm(g: Graph, { width, normEpsilon }: TextEncoderConfig, x: Value, name: string): Value {
  return g.rmsNorm(x, g.weight(`${name}.weight`, [width]), normEpsilon);
}

function selfAttention(
  g: Graph,
  config: TextEncoderConfig,
  layer: number,
  x: Value,
  rope: RotaryTables,
  lengths: CacheLengths,
): Value {
  const { heads, kvHeads, headDim, width } = config;
  const name = `model.layers.${layer}.self_attn`;
  const project = (part: string, count: number): Value =>
    g.reshape(g.linear(x, `${name}.${part}_proj`, count * headDim), [1, 'tokens', count * headDim]);
  const rotate = (value: Value, count: number): Value => g.rotary(value, rope, count, { interleaved: false });
  const cache = (input: string): Value => g.input(input, 'float32', [1, kvHeads, 'past', headDim]);
  const [pastKey, pastValue] = cacheNames('past', layer);

  const q = rotate(project('q', heads), heads); // [1, tokens, heads * headDim]
  const k = rotate(project('k', kvHeads), kvHeads); // [1, tokens, kvHeads * headDim]
  const v = project('v', kvHeads); // [1, tokens, kvHeads * headDim]
  const past = [cache(pastKey), cache(pastValue)] as const; // [1, kvHeads, past, headDim] each
  const grouped = { query: heads, kv: kvHeads };
  // [1, tokens, heads * headDim], and twice [1, kvHeads, past + tokens, headDim]
  const [attended, keys, values] = g.causalAttention([q, k, v], past, lengths, grouped, 'past+tokens');

  const [presentKey, presentValue] = cacheNames('present', layer);
  g.output(presentKey, keys);
  g.output(presentValue, values);
  const flat = g.reshape(attended, ['tokens', heads * headDim]); // [tokens, heads * headDim]
  return g.linear(flat, `${name}.o_proj`, width, { bias: false }); // [tokens, width]
}

/** SwiGLU. */
function mlp(g: Graph, { width, mlpWidth }: TextEncoderConfig, x: Value, name: string): Value {
  const gate = g.silu(g.linear(x, `${name}.gate_proj`, mlpWidth, { bias: false })); // [tokens, mlpWidth]
  const up = g.linear(x, `${name}.up_proj`, mlpWidth, { bias: false }); // [tokens, mlpWidth]
  return g.linear(g.mul(gate, up), `${name}.down_proj`, width, { bias: false }); // [tokens, width]
}
