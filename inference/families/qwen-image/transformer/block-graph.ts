/**
 * One dual-stream block: text and image tokens keep their own weights and meet in one attention.
 * Source: diffusers `transformer_qwenimage.py`, `QwenImageTransformerBlock` and `QwenDoubleStreamAttnProcessor2_0`.
 */
import type { Graph } from '../../../onnx/graph.ts';
import type { RotaryTables } from '../../../onnx/kernels/kernels.ts';
import { dimAt, type Value } from '../../../onnx/value.ts';
import type { TransformerConfig } from './config.ts';
import { MODULATION, MODULATION_PARTS } from './modulation-graph.ts';

/** eps of every norm of the transformer. */
export const NORM_EPSILON = 1e-6;
/** Hidden width of the MLPs over the width of the stream. */
const MLP_RATIO = 4;

/** The two streams, each [tokens, width]. */
export interface Streams {
  readonly img: Value;
  readonly txt: Value;
}

/** A block's modulation: by part, a vector [width] or one row per token [tokens, width]. */
export type Modulation = (part: number) => Value;

/** Weight names of one stream's attention. */
interface AttentionNames {
  readonly q: string;
  readonly k: string;
  readonly v: string;
  readonly out: string;
  readonly normQ: string;
  readonly normK: string;
}

const IMAGE: AttentionNames = { q: 'to_q', k: 'to_k', v: 'to_v', out: 'to_out.0', normQ: 'norm_q', normK: 'norm_k' };
const TEXT: AttentionNames = {
  q: 'add_q_proj',
  k: 'add_k_proj',
  v: 'add_v_proj',
  out: 'to_add_out',
  normQ: 'norm_added_q',
  normK: 'norm_added_k',
};

/**
 * Reads one block's modulation input [groups, 6, width].
 * @param groupOfToken [tokens]: picks the group of each token when there are two.
 */
export function blockModulation(g: Graph, input: Value, width: number, groupOfToken?: Value): Modulation {
  if (groupOfToken) return (part) => g.rows(g.at(input, 1, part), groupOfToken);
  const parts = g.reshape(input, [MODULATION_PARTS, width]); // [6, width]
  return (part) => g.at(parts, 0, part);
}

/** Adds block `index`. Taps: `block.N.attn.img`, `block.N.attn.txt`, `block.N.img`, `block.N.txt`. */
export function addBlock(
  g: Graph,
  config: TransformerConfig,
  index: number,
  streams: Streams,
  modulation: { readonly img: Modulation; readonly txt: Modulation },
  rope: RotaryTables,
): Streams {
  const prefix = `transformer_blocks.${index}`;
  const normed = {
    img: modulated(g, streams.img, modulation.img, MODULATION.attention), // [image, width]
    txt: modulated(g, streams.txt, modulation.txt, MODULATION.attention), // [text, width]
  };
  const attended = jointAttention(g, config, `${prefix}.attn`, normed, rope);

  const finish = (stream: 'img' | 'txt'): Value => {
    const m = modulation[stream];
    const attention = g.tap(`block.${index}.attn.${stream}`, attended[stream]); // [tokens, width]
    const x = g.add(streams[stream], g.mul(attention, m(MODULATION.attention.gate))); // [tokens, width]
    const change = mlp(g, config, modulated(g, x, m, MODULATION.mlp), `${prefix}.${stream}_mlp`); // [tokens, width]
    return g.tap(`block.${index}.${stream}`, g.add(x, g.mul(change, m(MODULATION.mlp.gate)))); // [tokens, width]
  };
  return { img: finish('img'), txt: finish('txt') };
}

/** Adaptive LayerNorm: the modulation takes the place of scale and bias. */
function modulated(
  g: Graph,
  x: Value,
  m: Modulation,
  parts: { readonly shift: number; readonly scale: number },
): Value {
  return g.layerNorm(x, m(parts.scale), m(parts.shift), NORM_EPSILON);
}

function mlp(g: Graph, { width }: TransformerConfig, x: Value, name: string): Value {
  const hidden = g.geluTanh(g.linear(x, `${name}.net.0.proj`, MLP_RATIO * width)); // [tokens, 4 * width]
  return g.linear(hidden, `${name}.net.2`, width); // [tokens, width]
}

/** Attention over the tokens of both streams, in the order [text, image]. */
function jointAttention(g: Graph, config: TransformerConfig, prefix: string, x: Streams, rope: RotaryTables): Streams {
  const { heads, headDim, width } = config;
  const project = (stream: Value, name: string, norm?: string): Value => {
    const projected = g.linear(stream, `${prefix}.${name}`, width); // [tokens, width]
    const tokens = dimAt(projected, 0);
    if (norm === undefined) return g.reshape(projected, [1, tokens, width]);
    const weight = g.weight(`${prefix}.${norm}.weight`, [headDim]);
    const byHead = g.reshape(projected, [tokens, heads, headDim]); // [tokens, heads, headDim]
    return g.reshape(g.rmsNorm(byHead, weight, NORM_EPSILON), [1, tokens, width]);
  };
  const joint = (part: 'q' | 'k' | 'v', norm?: 'normQ' | 'normK'): Value => {
    const txt = project(x.txt, TEXT[part], norm && TEXT[norm]); // [1, text, width]
    const img = project(x.img, IMAGE[part], norm && IMAGE[norm]); // [1, image, width]
    return g.concat([txt, img], 1, dimAt(rope.cos, 0)); // [1, joint, width]
  };
  const rotate = (value: Value): Value => g.rotary(value, rope, heads, { interleaved: true });

  const q = rotate(joint('q', 'normQ')); // [1, joint, width]
  const k = rotate(joint('k', 'normK')); // [1, joint, width]
  const attended = g.attention(q, k, joint('v'), heads); // [1, joint, width]
  const tokens = g.reshape(attended, [dimAt(attended, 1), width]); // [joint, width]
  const [txt, img] = g.splitAfter(tokens, 0, x.txt, dimAt(x.img, 0)); // [text, width], [image, width]
  return { img: g.linear(img, `${prefix}.${IMAGE.out}`, width), txt: g.linear(txt, `${prefix}.${TEXT.out}`, width) };
}
