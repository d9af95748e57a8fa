/**
 * A layer of a language model as part of a graph over one chunk of a prompt: causal grouped-query attention that
 * continues the keys and values of the chunks before, and SwiGLU.
 * Source: transformers `Qwen2_5_VLDecoderLayer` and `Qwen3VLTextDecoderLayer`.
 */
import type { Graph } from '../../onnx/graph.ts';
import type { CacheLengths, RotaryTables } from '../../onnx/kernels/kernels.ts';
import type { Value } from '../../onnx/value.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { cacheNames } from './key-value-cache.ts';

type LayerConfig = Pick<DecoderConfig, 'width' | 'heads' | 'kvHeads' | 'headDim' | 'mlpWidth' | 'normEpsilon'>;

/** A projection of a layer's input onto the heads of queries, keys or values. */
export interface HeadProjection {
  readonly part: 'q' | 'k' | 'v';
  readonly layer: number;
  /** Of the attention, such as `model.layers.0.self_attn`. */
  readonly name: string;
  readonly heads: number;
}

/** Where models differ: x [tokens, width] to [1, tokens, heads * headDim], before the rotation. */
export type Project = (g: Graph, x: Value, projection: HeadProjection) => Value;

/**
 * Inputs that all layers share: `last_index` int32 [1] = past + tokens - 1, `total` int32 scalar = past + tokens,
 * `rope.cos` and `rope.sin` [tokens, headDim / 2].
 */
export function layerInputs(
  g: Graph,
  { headDim }: Pick<DecoderConfig, 'headDim'>,
): { readonly lengths: CacheLengths; readonly rope: RotaryTables } {
  return {
    lengths: { lastIndex: g.input('last_index', 'int32', [1]), total: g.input('total', 'int32', []) },
    rope: g.rotaryInputs('tokens', headDim / 2), // [tokens, headDim / 2] each
  };
}

/**
 * Adds layer `index`: x [tokens, width] to [tokens, width].
 *
 * Inputs: those of {@link layerInputs}; `past.N.key` and `past.N.value` [1, kvHeads, past, headDim].
 * Outputs: `present.N.key` and `present.N.value` [1, kvHeads, past + tokens, headDim].
 * Exposable: `layer.N.attn` and `layer.N.mlp`, what is added to x.
 */
export function decoderLayer(g: Graph, config: LayerConfig, index: number, x: Value, project: Project): Value {
  const name = `model.layers.${index}`;
  const before = decoderNorm(g, config, x, `${name}.input_layernorm`); // [tokens, width]
  const attended = g.tap(`layer.${index}.attn`, selfAttention(g, config, index, before, project)); // [tokens, width]
  const seen = g.add(x, attended); // [tokens, width]
  const after = decoderNorm(g, config, seen, `${name}.post_attention_layernorm`); // [tokens, width]
  return g.add(seen, g.tap(`layer.${index}.mlp`, mlp(g, config, after, `${name}.mlp`))); // [tokens, width]
}

/** RMSNorm of x [tokens, width] with the weight `name.weight`. */
export function decoderNorm(
  g: Graph,
  config: Pick<LayerConfig, 'width' | 'normEpsilon'>,
  x: Value,
  name: string,
): Value {
  return g.rmsNorm(x, g.weight(`${name}.weight`, [config.width]), config.normEpsilon);
}

function selfAttention(g: Graph, config: LayerConfig, layer: number, x: Value, project: Project): Value {
  const { heads, kvHeads, headDim, width } = config;
  const { lengths, rope } = layerInputs(g, config);
  const name = `model.layers.${layer}.self_attn`;
  const rotate = (value: Value, count: number): Value => g.rotary(value, rope, count, { interleaved: false });
  const cache = (input: string): Value => g.input(input, 'float32', [1, kvHeads, 'past', headDim]);
  const [pastKey, pastValue] = cacheNames('past', layer);

  const q = rotate(project(g, x, { part: 'q', layer, name, heads }), heads); // [1, tokens, heads * headDim]
  const key = project(g, x, { part: 'k', layer, name, heads: kvHeads }); // [1, tokens, kvHeads * headDim]
  const k = rotate(key, kvHeads); // [1, tokens, kvHeads * headDim]
  const v = project(g, x, { part: 'v', layer, name, heads: kvHeads }); // [1, tokens, kvHeads * headDim]
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
function mlp(g: Graph, { width, mlpWidth }: LayerConfig, x: Value, name: string): Value {
  const gate = g.silu(g.linear(x, `${name}.gate_proj`, mlpWidth, { bias: false })); // [tokens, mlpWidth]
  const up = g.linear(x, `${name}.up_proj`, mlpWidth, { bias: false }); // [tokens, mlpWidth]
  return g.linear(g.mul(gate, up), `${name}.down_proj`, width, { bias: false }); // [tokens, width]
}
