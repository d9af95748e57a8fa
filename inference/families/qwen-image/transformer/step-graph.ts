/**
 * The graphs of a step: one forward pass of the transformer without its modulation weights.
 * Source: diffusers `transformer_qwenimage.py`, `QwenImageTransformer2DModel.forward`.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { buildWhole } from '../../../onnx/chain/build-chain.ts';
import type { ModelParts } from '../../../onnx/chain/model-parts.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import type { PatchConfig } from '../patches/open.ts';
import { patchesAfterBlocks } from '../patches/patch-graph.ts';
import { addBlock, blockModulation, NORM_EPSILON, type Streams } from './block-graph.ts';
import type { TransformerConfig } from './config.ts';
import {
  FINAL_MODULATION,
  FINAL_MODULATION_PARTS,
  finalModulation,
  imageModulation,
  MODULATION_PARTS,
  textModulation,
} from './modulation-graph.ts';

/** Name of the input that takes the residual of ControlNets after a block. */
export const controlInput = (layer: number): string => `control.${layer}`;

export interface StepGraphOptions extends GraphOptions {
  /** Control patches built into the graphs, in their order; default: none. */
  readonly patches?: readonly PatchConfig[];
}

/**
 * The parts of a pass.
 *
 * Inputs: `latents` [image, inChannels], `text` [text, textWidth], `rope.cos` and `rope.sin` [joint, headDim / 2] with
 * joint = text + image; per block `modulation.N.img` [groups, 6, width] and `modulation.N.txt` [1, 6, width];
 * `modulation.out` [1, 2, width]. groups is 1, or 2 with `zeroConditionTimestep`; then `group` int64 [image] tells the
 * group of each token. Per block `control.N` [image, width], or [1, width] of zeros: the residual that ControlNets add
 * to the image stream. The inputs of patches: see {@link patchesAfterBlocks}.
 * Output: `velocity` [image, outFeatures].
 * Exposable: `img_in`, `txt_norm`, `txt_in`, `block.N.attn.img|txt`, `block.N.img|txt`, `norm_out`.
 */
export function stepParts(config: TransformerConfig, patches: readonly PatchConfig[] = []): ModelParts<Streams> {
  const { width, textWidth, headDim, layers } = config;
  const afterBlock = patchesAfterBlocks(patches);
  return {
    name: 'transformer',
    blocks: layers,
    begin(g) {
      const latents = g.input('latents', 'float32', ['image', config.inChannels]); // [image, inChannels]
      const text = g.input('text', 'float32', ['text', textWidth]); // [text, textWidth]
      const textNorm = g.weight('txt_norm.weight', [textWidth]);
      const normed = g.tap('txt_norm', g.rmsNorm(text, textNorm, NORM_EPSILON)); // [text, textWidth]
      return {
        img: g.tap('img_in', g.linear(latents, 'img_in', width)), // [image, width]
        txt: g.tap('txt_in', g.linear(normed, 'txt_in', width)), // [text, width]
      };
    },
    block(g, i, streams) {
      const rope = g.rotaryInputs('joint', headDim / 2); // [joint, headDim / 2] each
      const group = config.zeroConditionTimestep ? g.input('group', 'int64', ['image']) : undefined; // [image]
      const groups = group ? 2 : 1;
      const img = g.input(imageModulation(i), 'float32', [groups, MODULATION_PARTS, width]); // [groups, 6, width]
      const txt = g.input(textModulation(i), 'float32', [1, MODULATION_PARTS, width]); // [1, 6, width]
      const modulation = { img: blockModulation(g, img, width, group), txt: blockModulation(g, txt, width) };
      const block = addBlock(g, config, i, streams, modulation, rope); // [image, width], [text, width]
      const control = g.input(controlInput(i), 'float32', ['control', width]); // [image or 1, width]
      return { img: g.addRows(afterBlock(g, i, block.img), control), txt: block.txt };
    },
    end(g, { img }) {
      const final = g.input(finalModulation, 'float32', [1, FINAL_MODULATION_PARTS, width]); // [1, 2, width]
      const parts = g.reshape(final, [FINAL_MODULATION_PARTS, width]); // [2, width]
      const scale = g.at(parts, 0, FINAL_MODULATION.scale); // [width]
      const shift = g.at(parts, 0, FINAL_MODULATION.shift); // [width]
      const last = g.tap('norm_out', g.layerNorm(img, scale, shift, NORM_EPSILON)); // [image, width]
      g.output('velocity', g.linear(last, 'proj_out', config.outFeatures)); // [image, outFeatures]
    },
  };
}

/**
 * Builds one graph for the whole pass: see {@link stepParts}.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildStepGraph(
  config: TransformerConfig,
  weights: WeightSource,
  { patches, ...options }: StepGraphOptions = {},
): OnnxModel {
  return buildWhole(stepParts(config, patches), weights, options);
}
