/**
 * The graph of a ControlNet: a few blocks of the transformer that see the control picture too; what they make of it is added
 * to the image stream of the transformer.
 * Source: diffusers `controlnet_qwenimage.py`, `QwenImageControlNetModel.forward`.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { addBlock, blockModulation, NORM_EPSILON } from '../transformer/block-graph.ts';
import { imageModulation, MODULATION_PARTS, textModulation } from '../transformer/modulation-graph.ts';
import type { ControlNetConfig } from './config.ts';

/** Name of the output of a block. */
export const controlSample = (layer: number): string => `sample.${layer}`;

/**
 * Builds the graph.
 *
 * Inputs: `latents` [image, inChannels]; `control` [image, controlChannels]; `text` [text, textWidth]; `rope.cos` and
 * `rope.sin` [text + image, headDim / 2]; per block `modulation.N.img` and `modulation.N.txt` [1, 6, width].
 * Outputs: per block `sample.N` [image, width], not scaled.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildControlGraph(
  { blocks, controlChannels }: ControlNetConfig,
  weights: WeightSource,
  options?: GraphOptions,
): OnnxModel {
  const g = new Graph('controlnet', weights, options);
  const { width, textWidth, headDim, layers } = blocks;
  const latents = g.input('latents', 'float32', ['image', blocks.inChannels]);
  const control = g.input('control', 'float32', ['image', controlChannels]);
  const text = g.input('text', 'float32', ['text', textWidth]);
  const rope = {
    cos: g.input('rope.cos', 'float32', ['joint', headDim / 2]),
    sin: g.input('rope.sin', 'float32', ['joint', headDim / 2]),
  };
  let streams = {
    img: g.add(g.linear(latents, 'img_in', width), g.linear(control, 'controlnet_x_embedder', width)),
    txt: g.linear(g.rmsNorm(text, g.weight('txt_norm.weight', [textWidth]), NORM_EPSILON), 'txt_in', width),
  };
  for (let i = 0; i < layers; i += 1) {
    const [img, txt] = [imageModulation(i), textModulation(i)].map((name) =>
      blockModulation(g, g.input(name, 'float32', [1, MODULATION_PARTS, width]), width),
    );
    if (!img || !txt) continue;
    streams = addBlock(g, blocks, i, streams, { img, txt }, rope);
    g.output(controlSample(i), g.linear(streams.img, `controlnet_blocks.${i}`, width));
  }
  return g.finish();
}
