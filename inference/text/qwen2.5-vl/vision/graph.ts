/**
 * The vision tower of Qwen2.5-VL as a graph over one picture, its patches in the order of windows.
 * Source: transformers `modeling_qwen2_5_vl.py`, `Qwen2_5_VisionTransformerPretrainedModel` and its modules.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { buildChain, buildWhole, type ModelChain } from '../../../onnx/chain/build-chain.ts';
import type { ModelParts } from '../../../onnx/chain/model-parts.ts';
import type { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { RotaryTables } from '../../../onnx/kernels/kernels.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { staticDim, type Value } from '../../../onnx/value.ts';
import { patchFeatures, patchKernel } from '../../vision/patch-kernel.ts';
import type { VisionConfig } from './config.ts';

/** eps of every norm of the tower. */
const NORM_EPSILON = 1e-6;

/** Patches a window is padded to. */
export const windowSlots = ({ windowTokens, merge }: VisionConfig): number => (windowTokens * merge) ** 2;

/** Tables that move patches into padded windows and back: see `windowTables`. */
interface WindowInputs {
  /** int64 [slots]. */
  readonly gather: Value;
  /** int64 [patches]. */
  readonly scatter: Value;
  /** int32 [windows, windowSlots]. */
  readonly valid: Value;
}

/** What one block hands to the next: [patches, width]. */
interface Streams {
  readonly x: Value;
}

/**
 * The parts of the tower.
 *
 * Inputs: `patches` [patches, channels * frames * patch^2]; `rope.cos` and `rope.sin` [patches, headDim / 2]; `gather`
 * int64 [slots], `scatter` int64 [patches] and `valid` int32 [windows, windowSlots]: see `windowTables`.
 * Output: `tokens` [patches / merge^2, outWidth], in the order of windows.
 * Exposable: `patch_embed`, `block.N`.
 */
export function visionParts(config: VisionConfig, weights: WeightSource): ModelParts<Streams> {
  const { width, merge, outWidth, headDim } = config;
  const wide = width * merge ** 2;
  const ropeInputs = (g: Graph): RotaryTables => g.rotaryInputs('patches', headDim / 2); // [patches, headDim / 2] each
  return {
    name: 'vision-tower',
    blocks: config.layers,
    begin(g) {
      ropeInputs(g);
      windowInputs(g, config);
      const patches = g.input('patches', 'float32', ['patches', patchFeatures(config)]); // [patches, features]
      return { x: g.tap('patch_embed', g.project(patches, patchKernel(g, config, weights))) }; // [patches, width]
    },
    block(g, i, { x }) {
      const rope = ropeInputs(g);
      const seen = config.fullBlocks.has(i) ? undefined : windowInputs(g, config);
      const name = `visual.blocks.${i}`;
      const before = norm(g, x, `${name}.norm1`); // [patches, width]
      const qkv = projections(g, config, before, `${name}.attn`, weights); // [patches, width] each
      const attended = g.add(x, attention(g, config, qkv, `${name}.attn`, rope, seen)); // [patches, width]
      const after = norm(g, attended, `${name}.norm2`); // [patches, width]
      return { x: g.tap(`block.${i}`, g.add(attended, mlp(g, config, after, `${name}.mlp`))) }; // [patches, width]
    },
    end(g, { x }) {
      const merged = g.reshape(norm(g, x, 'visual.merger.ln_q'), ['tokens', wide]); // [tokens, width * merge^2]
      const hidden = g.gelu(g.linear(merged, 'visual.merger.mlp.0', wide)); // [tokens, width * merge^2]
      g.output('tokens', g.linear(hidden, 'visual.merger.mlp.2', outWidth)); // [tokens, outWidth]
    },
  };
}

/**
 * Builds one graph for the whole tower: see {@link visionParts}.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildVisionGraph(config: VisionConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  return buildWhole(visionParts(config, weights), weights, options);
}

/**
 * Builds a graph for each group of blocks.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildVisionChain(config: VisionConfig, weights: WeightSource, options?: GraphOptions): ModelChain {
  return buildChain(visionParts(config, weights), weights, options);
}

function windowInputs(g: Graph, config: VisionConfig): WindowInputs {
  return {
    gather: g.input('gather', 'int64', ['slots']),
    scatter: g.input('scatter', 'int64', ['patches']),
    valid: g.input('valid', 'int32', ['windows', windowSlots(config)]),
  };
}

function norm(g: Graph, x: Value, name: string): Value {
  return g.rmsNorm(x, g.weight(`${name}.weight`, [staticDim(x, 1)]), NORM_EPSILON);
}

/** Query, key and value, from one matrix for all three, or from one for each. */
function projections(
  g: Graph,
  { width }: VisionConfig,
  x: Value,
  name: string,
  weights: WeightSource,
): readonly [Value, Value, Value] {
  if (!weights.get(`${name}.q.weight`)) return g.split3(g.linear(x, `${name}.qkv`, 3 * width), 1);
  return [g.linear(x, `${name}.q`, width), g.linear(x, `${name}.k`, width), g.linear(x, `${name}.v`, width)];
}

/**
 * @param qkv [patches, width] each.
 * @param windows undefined for a block that sees the whole picture.
 */
function attention(
  g: Graph,
  config: VisionConfig,
  [q, k, v]: readonly [Value, Value, Value],
  name: string,
  rope: RotaryTables,
  windows: WindowInputs | undefined,
): Value {
  const { width, heads } = config;
  const whole = (part: Value): Value => g.reshape(part, [1, 'patches', width]);
  const rotate = (part: Value): Value => g.rotary(whole(part), rope, heads, { interleaved: false });
  const rotatedQ = rotate(q); // [1, patches, width]
  const rotatedK = rotate(k); // [1, patches, width]
  if (!windows) {
    const attended = g.attention(rotatedQ, rotatedK, whole(v), heads); // [1, patches, width]
    return g.linear(g.reshape(attended, ['patches', width]), `${name}.proj`, width); // [patches, width]
  }

  const slots = windowSlots(config);
  const inWindows = (part: Value): Value => {
    const rows = g.rows(g.reshape(part, ['patches', width]), windows.gather); // [slots, width]
    return g.reshape(rows, ['windows', slots, width]); // [windows, windowSlots, width]
  };
  const [wq, wk, wv] = [inWindows(rotatedQ), inWindows(rotatedK), inWindows(v)]; // [windows, windowSlots, width] each
  const attended = g.paddedAttention(wq, wk, wv, windows.valid, heads); // [windows, windowSlots, width]
  const back = g.rows(g.reshape(attended, ['slots', width]), windows.scatter); // [patches, width]
  return g.linear(back, `${name}.proj`, width); // [patches, width]
}

/** SwiGLU with biases. */
function mlp(g: Graph, { width, mlpWidth }: VisionConfig, x: Value, name: string): Value {
  const gate = g.silu(g.linear(x, `${name}.gate_proj`, mlpWidth)); // [patches, mlpWidth]
  const up = g.linear(x, `${name}.up_proj`, mlpWidth); // [patches, mlpWidth]
  return g.linear(g.mul(gate, up), `${name}.down_proj`, width); // [patches, width]
}
