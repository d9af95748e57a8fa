/**
 * The modulation graph: from a timestep to the shifts, scales and gates of every block. It holds a third of all
 * weights, used once per timestep on a single vector, so the step graph need not load them.
 * Source: diffusers `transformer_qwenimage.py`, `QwenTimestepProjEmbeddings`, `img_mod` / `txt_mod`, and
 * `AdaLayerNormContinuous` for `norm_out`.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import { hostFor } from '../../../onnx/devices/registry.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import type { Value } from '../../../onnx/value.ts';
import { float32 } from '../../../tensor.ts';
import type { TransformerConfig } from './config.ts';
import { TIMESTEP_CHANNELS } from '../../../transformer/timestep.ts';

/** Parts of a block's modulation, in stored order: attention first, then MLP, each (shift, scale, gate). */
export const MODULATION = { attention: { shift: 0, scale: 1, gate: 2 }, mlp: { shift: 3, scale: 4, gate: 5 } } as const;
export const MODULATION_PARTS = 6;
/** Parts of the final modulation, in stored order: the reverse of the blocks'. */
export const FINAL_MODULATION = { scale: 0, shift: 1 } as const;
export const FINAL_MODULATION_PARTS = 2;

/** Added to the parts of a modulation: 1 for scales, so that kernels need not add it. */
const BLOCK_OFFSETS = Float32Array.of(0, 1, 0, 0, 1, 0);
const FINAL_OFFSETS = Float32Array.of(1, 0);

/** Names of modulation tensors: outputs of this graph and inputs of the step graph. */
export const imageModulation = (layer: number): string => `modulation.${layer}.img`;
export const textModulation = (layer: number): string => `modulation.${layer}.txt`;
export const finalModulation = 'modulation.out';

export interface ModulationOptions extends GraphOptions {
  /** Whether there is a final modulation; default true. A ControlNet has none. */
  readonly hasOutput?: boolean;
}

/**
 * Builds the graph, for the processor: a third of the model's weights, each used for a few rows of a timestep, would
 * take memory of a GPU for nothing. Every scale comes out with its 1 added.
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
  const { device } = options;
  const g = new Graph('modulation', weights, { ...options, ...(device ? { device: hostFor(device) } : {}) });
  const { width } = config;
  let temb = addTimestepEmbedding(g, width); // [rows, width]
  if (config.additionalTimestepCondition) {
    const flags = g.weight('time_text_embed.addition_t_embedding.weight', [2, width]); // [2, width]
    const condition = g.input('condition', 'int64', [1]); // [1]
    temb = g.add(temb, g.rows(flags, condition)); // [rows, width]
  }
  const activated = g.silu(g.tap('temb', temb)); // [rows, width]

  addBlockModulations(g, config, activated);
  if (hasOutput) g.output(finalModulation, modulate(g, activated, width, 'norm_out.linear', FINAL_OFFSETS));
  return g.finish();
}

/** The input `timestep` [rows, 256] and its embedding [rows, width]. */
export function addTimestepEmbedding(g: Graph, width: number): Value {
  const timestep = g.input('timestep', 'float32', ['rows', TIMESTEP_CHANNELS]); // [rows, 256]
  const embedded = g.linear(timestep, 'time_text_embed.timestep_embedder.linear_1', width); // [rows, width]
  return g.linear(g.silu(embedded), 'time_text_embed.timestep_embedder.linear_2', width); // [rows, width]
}

/**
 * The modulation of every block as outputs.
 * @param activated embedding of the timestep after SiLU, [rows, width].
 */
export function addBlockModulations(
  g: Graph,
  { layers, width }: Pick<TransformerConfig, 'layers' | 'width'>,
  activated: Value,
): void {
  for (let i = 0; i < layers; i += 1) {
    const block = `transformer_blocks.${i}`;
    g.output(imageModulation(i), modulate(g, activated, width, `${block}.img_mod.1`, BLOCK_OFFSETS));
    g.output(textModulation(i), modulate(g, activated, width, `${block}.txt_mod.1`, BLOCK_OFFSETS));
  }
}

/** A layer's vectors, with the offsets of its parts added: [rows, parts, width]. */
function modulate(g: Graph, activated: Value, width: number, layer: string, offsets: Float32Array): Value {
  const parts = offsets.length;
  const vectors = g.linear(activated, layer, parts * width); // [rows, parts * width]
  const byPart = g.reshape(vectors, ['rows', parts, width]); // [rows, parts, width]
  return g.add(byPart, g.constant(float32(offsets, [1, parts, 1]))); // [rows, parts, width]
}
