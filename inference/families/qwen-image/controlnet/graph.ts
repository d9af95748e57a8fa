/**
 * The graph of a ControlNet: a few blocks of the transformer that see the control picture too. The image stream after
 * each block becomes a residual for the transformer. Modulation has a graph of its own, built as the transformer's.
 * Source: diffusers `controlnet_qwenimage.py`, `QwenImageControlNetModel.forward`.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { buildChain, buildWhole, type ModelChain } from '../../../onnx/chain/build-chain.ts';
import type { ModelParts } from '../../../onnx/chain/model-parts.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { addBlock, blockModulation, NORM_EPSILON, type Streams } from '../transformer/block-graph.ts';
import { imageModulation, MODULATION_PARTS, textModulation } from '../transformer/modulation-graph.ts';
import type { ControlNetConfig } from './config.ts';

/** Name of the output of a block. */
export const controlSample = (layer: number): string => `sample.${layer}`;

/**
 * The parts of a pass.
 *
 * Inputs: `latents` [image, inChannels]; `control` [image, controlChannels]; `text` [text, textWidth]; `rope.cos` and
 * `rope.sin` [text + image, headDim / 2]; per block `modulation.N.img` and `modulation.N.txt` [1, 6, width].
 * Outputs: per block `sample.N` [image, width], not scaled.
 */
export function controlParts({ blocks, controlChannels }: ControlNetConfig): ModelParts<Streams> {
  const { width, textWidth, headDim, layers } = blocks;
  return {
    name: 'controlnet',
    blocks: layers,
    begin(g) {
      const latents = g.input('latents', 'float32', ['image', blocks.inChannels]); // [image, inChannels]
      const control = g.input('control', 'float32', ['image', controlChannels]); // [image, controlChannels]
      const text = g.input('text', 'float32', ['text', textWidth]); // [text, textWidth]
      const noisy = g.linear(latents, 'img_in', width); // [image, width]
      const guiding = g.linear(control, 'controlnet_x_embedder', width); // [image, width]
      const img = g.add(noisy, guiding); // [image, width]
      const normed = g.rmsNorm(text, g.weight('txt_norm.weight', [textWidth]), NORM_EPSILON); // [text, textWidth]
      return { img, txt: g.linear(normed, 'txt_in', width) }; // [image, width], [text, width]
    },
    block(g, i, before) {
      const rope = g.rotaryInputs('joint', headDim / 2); // [joint, headDim / 2] each
      const img = g.input(imageModulation(i), 'float32', [1, MODULATION_PARTS, width]); // [1, 6, width]
      const txt = g.input(textModulation(i), 'float32', [1, MODULATION_PARTS, width]); // [1, 6, width]
      const modulation = { img: blockModulation(g, img, width), txt: blockModulation(g, txt, width) };
      const streams = addBlock(g, blocks, i, before, modulation, rope); // [image, width], [text, width]
      g.output(controlSample(i), g.linear(streams.img, `controlnet_blocks.${i}`, width)); // [image, width]
      return streams;
    },
    end() {},
  };
}

/**
 * Builds one graph for the whole pass: see {@link controlParts}.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildControlGraph(config: ControlNetConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  return buildWhole(controlParts(config), weights, options);
}

/**
 * Builds a graph for each group of blocks.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildControlChain(config: ControlNetConfig, weights: WeightSource, options?: GraphOptions): ModelChain {
  return buildChain(controlParts(config), weights, options);
}
