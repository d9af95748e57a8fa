/**
 * One dual-stream block: text and image tokens keep their own weights and meet in one attention.
 * Source: diffusers `transformer_qwenimage.py`, `QwenImageTransformerBlock` and `QwenDoubleStreamAttnProcessor2_0`.
 */
import type { Graph } from '../../../onnx/graph.ts';
import type { RotaryTables } from '../../../onnx/kernels/kernels.ts';
import type { Value } from '../../../onnx/value.ts';
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

/** Reads one block's modulation input [groups, 6, width]; `groupOfToken` [tokens] picks the group when there are two. */
export function blockModulation(g: Graph, input: Value, width: number, groupOfToken?: Value): Modulation {
  if (groupOfToken) return (part) => g.rows(g.at(input, 1, part), groupOfToken);
  const parts = g.reshape(input, [MODULATION_PARTS, width]);
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
  const modulated = (x: Value, m: Modulation, parts: { readonly shift: number; readonly scale: number }): Value =>
    g.layerNorm(x, m(parts.scale), m(parts.shift), NORM_EPSILON);
  const attended = jointAttention(
    g,
    config,
    `${prefix}.attn`,
    {
      img: modulated(streams.img, modulation.img, MODULATION.attention),
      txt: modulated(streams.txt, modulation.txt, MODULATION.attention),
    },
    rope,
  );
  const finish = (stream: 'img' | 'txt'): Value => {
    const m = modulation[stream];
    const attention = g.tap(`block.${index}.attn.${stream}`, attended[stream]);
    const x = g.add(streams[stream], g.mul(attention, m(MODULATION.attention.gate)));
    const hidden = g.geluTanh(
      g.linear(modulated(x, m, MODULATION.mlp), `${prefix}.${stream}_mlp.net.0.proj`, MLP_RATIO * config.width),
    );
    const mlp = g.linear(hidden, `${prefix}.${stream}_mlp.net.2`, config.width);
    return g.tap(`block.${index}.${stream}`, g.add(x, g.mul(mlp, m(MODULATION.mlp.gate))));
  };
  return { img: finish('img'), txt: finish('txt') };
}

/** Joint order is [text, image]. */
function jointAttention(g: Graph, config: TransformerConfig, prefix: string, x: Streams, rope: RotaryTables): Streams {
  const { heads, headDim, width } = config;
  const project = (stream: Value, name: string, norm?: string): Value => {
    const projected = g.linear(stream, `${prefix}.${name}`, width);
    const tokens = projected.shape[0] ?? 0;
    if (norm === undefined) return g.reshape(projected, [1, tokens, width]);
    const weight = g.weight(`${prefix}.${norm}.weight`, [headDim]);
    return g.reshape(g.rmsNorm(g.reshape(projected, [tokens, heads, headDim]), weight, NORM_EPSILON), [
      1,
      tokens,
      width,
    ]);
  };
  const joint = (part: 'q' | 'k' | 'v', norm?: 'normQ' | 'normK'): Value =>
    g.concat(
      [project(x.txt, TEXT[part], norm && TEXT[norm]), project(x.img, IMAGE[part], norm && IMAGE[norm])],
      1,
      rope.cos.shape[0],
    );
  const rotate = (value: Value): Value => g.rotary(value, rope, heads, { interleaved: true });
  const attended = g.attention(rotate(joint('q', 'normQ')), rotate(joint('k', 'normK')), joint('v'), heads);
  const tokens = g.reshape(attended, [attended.shape[1] ?? 0, width]);
  const [txt, img] = g.splitAfter(tokens, 0, x.txt, x.img.shape[0] ?? 0);
  return { img: g.linear(img, `${prefix}.${IMAGE.out}`, width), txt: g.linear(txt, `${prefix}.${TEXT.out}`, width) };
}
