/**
 * The step graph: one forward pass of the transformer without its modulation weights.
 * Source: diffusers `transformer_qwenimage.py`, `QwenImageTransformer2DModel.forward`.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { addBlock, blockModulation, NORM_EPSILON } from './block-graph.ts';
import type { TransformerConfig } from './config.ts';
import {
  FINAL_MODULATION,
  FINAL_MODULATION_PARTS,
  finalModulation,
  imageModulation,
  MODULATION_PARTS,
  textModulation,
} from './modulation-graph.ts';

/** Name of the input that takes what ControlNets add after a block. */
export const controlInput = (layer: number): string => `control.${layer}`;

/**
 * Builds the graph.
 *
 * Inputs: `latents` [image, inChannels], `text` [text, textWidth], `rope.cos` and `rope.sin` [joint, headDim / 2] with
 * joint = text + image; per block `modulation.N.img` [groups, 6, width] and `modulation.N.txt` [1, 6, width];
 * `modulation.out` [1, 2, width]. groups is 1, or 2 with `zeroConditionTimestep`, when `group` int64 [image] tells each
 * token's group; per block `control.N` [image, width], or [1, width] of zeros: what ControlNets add to the image stream.
 * Output: `velocity` [image, outFeatures].
 * Exposable: `img_in`, `txt_norm`, `txt_in`, `block.N.attn.img|txt`, `block.N.img|txt`, `norm_out`.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildStepGraph(config: TransformerConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  const g = new Graph('transformer', weights, options);
  const { width, textWidth, headDim, layers } = config;
  const latents = g.input('latents', 'float32', ['image', config.inChannels]);
  const text = g.input('text', 'float32', ['text', textWidth]);
  const rope = {
    cos: g.input('rope.cos', 'float32', ['joint', headDim / 2]),
    sin: g.input('rope.sin', 'float32', ['joint', headDim / 2]),
  };
  const group = config.zeroConditionTimestep ? g.input('group', 'int64', ['image']) : undefined;
  const normed = g.tap('txt_norm', g.rmsNorm(text, g.weight('txt_norm.weight', [textWidth]), NORM_EPSILON));
  let streams = {
    img: g.tap('img_in', g.linear(latents, 'img_in', width)),
    txt: g.tap('txt_in', g.linear(normed, 'txt_in', width)),
  };
  for (let i = 0; i < layers; i += 1) {
    const img = g.input(imageModulation(i), 'float32', [group ? 2 : 1, MODULATION_PARTS, width]);
    const txt = g.input(textModulation(i), 'float32', [1, MODULATION_PARTS, width]);
    streams = addBlock(
      g,
      config,
      i,
      streams,
      { img: blockModulation(g, img, width, group), txt: blockModulation(g, txt, width) },
      rope,
    );
    streams = { ...streams, img: g.addRows(streams.img, g.input(controlInput(i), 'float32', ['control', width])) };
  }
  const out = g.reshape(g.input(finalModulation, 'float32', [1, FINAL_MODULATION_PARTS, width]), [
    FINAL_MODULATION_PARTS,
    width,
  ]);
  const last = g.layerNorm(
    streams.img,
    g.at(out, 0, FINAL_MODULATION.scale),
    g.at(out, 0, FINAL_MODULATION.shift),
    NORM_EPSILON,
  );
  g.output('velocity', g.linear(g.tap('norm_out', last), 'proj_out', config.outFeatures));
  return g.finish();
}
