/**
 * The graphs of a pass: one stretch of the sequence through the transformer, after all stretches before it.
 * Source: diffusers `transformer_qwenimage21.py`, `QwenImage21Transformer2DModel.forward`.
 */
import type { ModelParts } from '../../../onnx/chain/model-parts.ts';
import type { Graph } from '../../../onnx/graph.ts';
import type { Value } from '../../../onnx/value.ts';
import { addBlock, scaledNorm } from './block-graph.ts';
import type { TransformerConfig } from './config.ts';
import { FINAL_SCALE } from './modulation-graph.ts';
import { modulationInput, passInputs } from './pass-inputs.ts';

/** Name under which the stream that enters the first block can be exposed. */
export const JOINT_INPUT = 'joint_input';

/**
 * The parts of a pass.
 *
 * Inputs: `text` [text, textWidth] and `latents` [image, inChannels], either of which may have no rows: the tokens of a
 * stretch, text first; `rope.cos` and `rope.sin` [tokens, headDim / 2] with tokens = text + image; `mask` of text as
 * `partlyMaskedAttention` takes it; per block `past.keys.N` and `past.values.N` [1, past, width] of all tokens
 * before; the modulation `attention.scale`, `attention.gate`, `mlp.scale`, `mlp.gate`, `out.scale` [1, width] each.
 * Outputs: per block `keys.N` and `values.N` [1, tokens, width]; `velocity` [tokens, outFeatures].
 * Exposable: `text_norm`, `txt_in`, `img_in`, `joint_input`, `norm_out`, and those of {@link addBlock}.
 */
export function passParts(config: TransformerConfig): ModelParts<{ readonly x: Value }> {
  const { width, layers, inChannels, outFeatures } = config;
  return {
    name: 'transformer',
    blocks: layers,
    begin(g) {
      const latents = g.input('latents', 'float32', ['image', inChannels]); // [image, inChannels]
      const image = g.tap('img_in', g.linear(latents, 'img_in', width, { bias: false })); // [image, width]
      return { x: g.tap(JOINT_INPUT, g.concat([textIn(g, config), image], 0, 'tokens')) }; // [tokens, width]
    },
    block: (g, i, { x }) => ({ x: addBlock(g, config, i, x, passInputs(g, config)) }), // [tokens, width]
    end(g, { x }) {
      const scale = modulationInput(g, FINAL_SCALE, width); // [width]
      const last = g.tap('norm_out', scaledNorm(g, config, x, scale)); // [tokens, width]
      g.output('velocity', g.linear(last, 'proj_out', outFeatures, { bias: false })); // [tokens, outFeatures]
    },
  };
}

/** Text tokens [text, width]. The norm's weight is stored with 1 taken off. */
function textIn(g: Graph, { width, textWidth, normEpsilon }: TransformerConfig): Value {
  const text = g.input('text', 'float32', ['text', textWidth]); // [text, textWidth]
  const weight = g.add(g.weight('txt_in.text_norm.weight', [textWidth]), g.scalar(1)); // [textWidth]
  const normed = g.tap('text_norm', g.rmsNorm(text, weight, normEpsilon)); // [text, textWidth]
  const hidden = g.geluTanh(g.linear(normed, 'txt_in.in_layer', width, { bias: false })); // [text, width]
  return g.tap('txt_in', g.linear(hidden, 'txt_in.out_layer', width, { bias: false })); // [text, width]
}
