/**
 * The modulation graph: from a timestep to the shifts, scales and gates of every block. A third of all weights is used
 * here, once per timestep and on a single vector, so they live in a graph of their own and the step graph never loads them.
 * Source: diffusers `transformer_qwenimage.py`, `QwenTimestepProjEmbeddings`, `img_mod` / `txt_mod`, and
 * `AdaLayerNormContinuous` for `norm_out`.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import type { Value } from '../../../onnx/value.ts';
import { float32 } from '../../../tensor.ts';
import type { TransformerConfig } from './config.ts';
import { TIMESTEP_CHANNELS } from './timestep.ts';

/** Parts of a block's modulation, in stored order: attention first, then MLP, each (shift, scale, gate). */
export const MODULATION = { attention: { shift: 0, scale: 1, gate: 2 }, mlp: { shift: 3, scale: 4, gate: 5 } } as const;
export const MODULATION_PARTS = 6;
/** Parts of the final modulation, in stored order: the reverse of the blocks'. */
export const FINAL_MODULATION = { scale: 0, shift: 1 } as const;
export const FINAL_MODULATION_PARTS = 2;

/** Names of modulation tensors: outputs of this graph and inputs of the step graph. */
export const imageModulation = (layer: number): string => `modulation.${layer}.img`;
export const textModulation = (layer: number): string => `modulation.${layer}.txt`;
export const finalModulation = 'modulation.out';

export interface ModulationOptions extends GraphOptions {
  /** Whether there is a final modulation; default true. A ControlNet has none. */
  readonly hasOutput?: boolean;
}

/**
 * Builds the graph. Every scale comes out with its 1 added.
 *
 * Inputs: `timestep` [rows, 256], and `condition` int64 [1] when the config has the additional condition.
 * Outputs: per block `modulation.N.img` and `modulation.N.txt` [rows, 6, width]; with `hasOutput`, `modulation.out`
 * [rows, 2, width].
 * Exposable: `temb` [rows, width].
 * @throws InferenceError when weights do not fit the config.
 */
export function buildModulationGraph(
  config: TransformerConfig,
  weights: WeightSource,
  { hasOutput = true, ...options }: ModulationOptions = {},
): OnnxModel {
  const g = new Graph('modulation', weights, options);
  const { width } = config;
  const embedded = g.linear(
    g.input('timestep', 'float32', ['rows', TIMESTEP_CHANNELS]),
    'time_text_embed.timestep_embedder.linear_1',
    width,
  );
  let temb = g.linear(g.silu(embedded), 'time_text_embed.timestep_embedder.linear_2', width);
  if (config.additionalTimestepCondition) {
    const flags = g.weight('time_text_embed.addition_t_embedding.weight', [2, width]);
    temb = g.add(temb, g.rows(flags, g.input('condition', 'int64', [1])));
  }
  const activated = g.silu(g.tap('temb', temb));
  const modulate = (layer: string, scales: Float32Array): Value => {
    const parts = scales.length;
    const vectors = g.reshape(g.linear(activated, layer, parts * width), ['rows', parts, width]);
    return g.add(vectors, g.constant(float32(scales, [1, parts, 1])));
  };
  const blockScales = Float32Array.of(0, 1, 0, 0, 1, 0);
  for (let i = 0; i < config.layers; i += 1) {
    g.output(imageModulation(i), modulate(`transformer_blocks.${i}.img_mod.1`, blockScales));
    g.output(textModulation(i), modulate(`transformer_blocks.${i}.txt_mod.1`, blockScales));
  }
  if (hasOutput) g.output(finalModulation, modulate('norm_out.linear', Float32Array.of(1, 0)));
  return g.finish();
}
