/**
 * The modulation graph: from a timestep to the scales and gates of all blocks, which share them. There are no shifts,
 * and gates go through tanh.
 * Source: diffusers `transformer_qwenimage21.py`, `QwenImage21Transformer2DModel.modulation` and its `norm_out`.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { emitOne } from '../../../onnx/emitter.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import type { Value } from '../../../onnx/value.ts';
import { TIMESTEP_CHANNELS } from '../../../transformer/timestep.ts';
import type { TransformerConfig } from './config.ts';

/** Parts of the modulation of a block, in stored order. Outputs of this graph, and inputs of a pass. */
const PARTS = ['attention.scale', 'attention.gate', 'mlp.scale', 'mlp.gate'] as const;
export type ModulationPart = (typeof PARTS)[number];
/** Scale of the norm after the last block: an output of this graph, and an input of a pass. */
export const FINAL_SCALE = 'out.scale';

/**
 * Builds the graph. Every scale comes out with its 1 added, every gate after tanh.
 *
 * Input: `timestep` [rows, 256].
 * Outputs: `attention.scale`, `attention.gate`, `mlp.scale`, `mlp.gate`, `out.scale`, each [rows, width].
 * Exposable: `temb` [rows, width], `modulation` [rows, 4 * width].
 * @throws InferenceError when weights do not fit the config.
 */
export function buildModulationGraph(
  { width }: Pick<TransformerConfig, 'width'>,
  weights: WeightSource,
  options: GraphOptions = {},
): OnnxModel {
  const g = new Graph('modulation', weights, options);
  const linear = (x: Value, name: string, out: number): Value => g.linear(x, name, out, { bias: false });
  const plusOne = (scale: Value): Value => g.add(scale, g.scalar(1));
  const timestep = g.input('timestep', 'float32', ['rows', TIMESTEP_CHANNELS]); // [rows, 256]
  const embedded = g.silu(linear(timestep, 'time_text_embed.timestep_embedder.linear_1', width)); // [rows, width]
  const temb = linear(embedded, 'time_text_embed.timestep_embedder.linear_2', width); // [rows, width]
  const activated = g.silu(g.tap('temb', temb)); // [rows, width]

  const modulation = g.tap('modulation', linear(activated, 'modulation.1', PARTS.length * width)); // [rows, 4 * width]
  const byPart = g.reshape(modulation, ['rows', PARTS.length, width]); // [rows, 4, width]
  for (const [i, name] of PARTS.entries()) {
    const part = g.at(byPart, 1, i); // [rows, width]
    g.output(name, name.endsWith('.scale') ? plusOne(part) : emitOne(g, 'Tanh', [part], part.shape));
  }
  g.output(FINAL_SCALE, plusOne(linear(activated, 'norm_out.linear', width)));
  return g.finish();
}
