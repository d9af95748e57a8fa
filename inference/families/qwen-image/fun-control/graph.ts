/**
 * The graphs of a Fun ControlNet. Its blocks go on from the transformer's own streams: the control picture is added to
 * the image stream, and the stream after each block becomes a residual.
 * Source: VideoX-Fun videox_fun/models/qwenimage_transformer2d_control.py, `QwenImageControlTransformerBlock`.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { addBlock, blockModulation, type Modulation } from '../transformer/block-graph.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import {
  addBlockModulations,
  imageModulation,
  MODULATION_PARTS,
  textModulation,
} from '../transformer/modulation-graph.ts';
import { FUN_FEATURES } from './open.ts';

/** Name of the output of a block. */
export const funSample = (layer: number): string => `sample.${layer}`;

/**
 * Inputs: `img` [image, width] and `txt` [text, width], the transformer's streams before its first block; `control`
 * [image, 132]; `rope.cos` and `rope.sin` [text + image, headDim / 2]; per block `modulation.N.img` and
 * `modulation.N.txt` [1, 6, width].
 * Outputs: per block `sample.N` [image, width], not scaled.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildFunGraph(config: TransformerConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  const g = new Graph('fun-control', weights, options);
  const { width, headDim, layers } = config;
  const img = g.input('img', 'float32', ['image', width]); // [image, width]
  const txt = g.input('txt', 'float32', ['text', width]); // [text, width]
  const control = g.input('control', 'float32', ['image', FUN_FEATURES]); // [image, 132]
  const rope = g.rotaryInputs('joint', headDim / 2); // [joint, headDim / 2] each

  const guiding = g.linear(g.linear(control, 'control_img_in', width), 'control_blocks.0.before_proj', width);
  let streams = { img: g.add(guiding, img), txt }; // [image, width], [text, width]
  const modulationOf = (name: string): Modulation =>
    blockModulation(g, g.input(name, 'float32', [1, MODULATION_PARTS, width]), width);
  for (let i = 0; i < layers; i += 1) {
    const modulation = { img: modulationOf(imageModulation(i)), txt: modulationOf(textModulation(i)) };
    streams = addBlock(g, config, i, streams, modulation, rope); // [image, width], [text, width]
    g.output(funSample(i), g.linear(streams.img, `control_blocks.${i}.after_proj`, width)); // [image, width]
  }
  return g.finish();
}

/**
 * Input: `temb` [rows, width], the transformer's embedding of the timestep.
 * Outputs: per block `modulation.N.img` and `modulation.N.txt` [rows, 6, width].
 * @throws InferenceError when weights do not fit the config.
 */
export function buildFunModulationGraph(
  config: TransformerConfig,
  weights: WeightSource,
  options?: GraphOptions,
): OnnxModel {
  const g = new Graph('fun-modulation', weights, options);
  const temb = g.input('temb', 'float32', ['rows', config.width]); // [rows, width]
  addBlockModulations(g, config, g.silu(temb));
  return g.finish();
}
