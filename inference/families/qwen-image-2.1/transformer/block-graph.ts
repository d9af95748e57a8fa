/**
 * One block: text and image tokens share a stream and all weights. The block-causal mask needs none for image tokens,
 * because a pass holds at most one image and takes the keys and values of all tokens before it as inputs.
 * Source: diffusers `transformer_qwenimage21.py`, `transformer_blocks` and `QwenImage21AttnProcessor`.
 */
import type { Graph } from '../../../onnx/graph.ts';
import { partlyMaskedAttention } from '../../../transformer/partly-masked-attention.ts';
import { dimAt, type Value } from '../../../onnx/value.ts';
import type { TransformerConfig } from './config.ts';
import { keyNames, type PassInputs } from './pass-inputs.ts';

/** Adds block `index`. Taps: `block.N.norm1`, `block.N.norm_q`, `block.N.attn`, `block.N.mlp`, `block.N`. */
export function addBlock(g: Graph, config: TransformerConfig, index: number, x: Value, inputs: PassInputs): Value {
  const { modulation } = inputs;
  const name = `transformer_blocks.${index}`;
  const tap = (part: string, value: Value): Value => g.tap(`block.${index}.${part}`, value);
  const normed = tap('norm1', scaledNorm(g, config, x, modulation('attention.scale'))); // [tokens, width]
  const attended = tap('attn', attention(g, config, index, normed, inputs)); // [tokens, width]
  const seen = g.add(x, g.mul(attended, modulation('attention.gate'))); // [tokens, width]
  const change = tap('mlp', mlp(g, config, scaledNorm(g, config, seen, modulation('mlp.scale')), `${name}.img_mlp`));
  return g.tap(`block.${index}`, g.add(seen, g.mul(change, modulation('mlp.gate')))); // [tokens, width]
}

/** LayerNorm without weights, times a scale [width]. */
export function scaledNorm(g: Graph, { normEpsilon }: TransformerConfig, x: Value, scale: Value): Value {
  return g.layerNorm(x, scale, undefined, normEpsilon);
}

/** SwiGLU. */
function mlp(g: Graph, { width, mlpWidth }: TransformerConfig, x: Value, name: string): Value {
  const gate = g.silu(g.linear(x, `${name}.gate_layer`, mlpWidth, { bias: false })); // [tokens, mlpWidth]
  const up = g.linear(x, `${name}.proj`, mlpWidth, { bias: false }); // [tokens, mlpWidth]
  return g.linear(g.mul(gate, up), `${name}.out`, width, { bias: false }); // [tokens, width]
}

function attention(
  g: Graph,
  config: TransformerConfig,
  index: number,
  x: Value,
  { rope, mask, past }: PassInputs,
): Value {
  const { heads, headDim, width, normEpsilon } = config;
  const name = `transformer_blocks.${index}.attn`;
  const tokens = dimAt(x, 0);
  const project = (part: string): Value => g.linear(x, `${name}.${part}`, width, { bias: false }); // [tokens, width]
  const sequence = (value: Value): Value => g.reshape(value, [1, tokens, width]); // [1, tokens, width]
  const rotated = (part: 'q' | 'k'): Value => {
    const weight = g.weight(`${name}.norm_${part}.weight`, [headDim]);
    const byHead = g.reshape(project(`to_${part}`), [tokens, heads, headDim]); // [tokens, heads, headDim]
    const normed = g.tap(`block.${index}.norm_${part}`, g.rmsNorm(byHead, weight, normEpsilon));
    return g.rotary(sequence(normed), rope, heads, { interleaved: true }); // [1, tokens, width]
  };
  const own = { q: rotated('q'), k: rotated('k'), v: sequence(project('to_v')) }; // [1, tokens, width] each
  const names = keyNames(index);
  g.output(names.keys, own.k);
  g.output(names.values, own.v);
  const before = past(index); // [1, past, width] each
  const k = g.concat([before.keys, own.k], 1, 'all'); // [1, all, width]
  const v = g.concat([before.values, own.v], 1, 'all'); // [1, all, width]
  const attended = partlyMaskedAttention(g, [own.q, k, v], mask, heads); // [1, tokens, width]
  return g.linear(g.reshape(attended, [tokens, width]), `${name}.to_out.0`, width, { bias: false }); // [tokens, width]
}
