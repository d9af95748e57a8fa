/**
 * The vision tower of Qwen2.5-VL as a graph over one picture, its patches in the order of windows.
 * Source: transformers `modeling_qwen2_5_vl.py`, `Qwen2_5_VisionTransformerPretrainedModel` and what it is made of.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { RotaryTables } from '../../../onnx/kernels/kernels.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import type { Value } from '../../../onnx/value.ts';
import type { VisionConfig } from './config.ts';

/** eps of every norm of the tower. */
const NORM_EPSILON = 1e-6;

/** Patches a window is padded to. */
export const windowSlots = ({ windowTokens, merge }: VisionConfig): number => (windowTokens * merge) ** 2;

/**
 * Builds the graph.
 *
 * Inputs: `patches` [patches, channels * frames * patch^2]; `rope.cos` and `rope.sin` [patches, headDim / 2]; `gather` int64
 * [slots], `scatter` int64 [patches] and `valid` int32 [windows, windowSlots]: see `windowTables`.
 * Output: `tokens` [patches / merge^2, outWidth], in the order of windows.
 * Exposable: `patch_embed`, `block.N`.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildVisionGraph(config: VisionConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  const g = new Graph('vision-tower', weights, options);
  const { width, channels, frames, patch, merge, outWidth, headDim } = config;
  const features = channels * frames * patch ** 2;
  const rope = {
    cos: g.input('rope.cos', 'float32', ['patches', headDim / 2]),
    sin: g.input('rope.sin', 'float32', ['patches', headDim / 2]),
  };
  const windows: WindowInputs = {
    gather: g.input('gather', 'int64', ['slots']),
    scatter: g.input('scatter', 'int64', ['patches']),
    valid: g.input('valid', 'int32', ['windows', windowSlots(config)]),
  };
  const kernel = g.weight('visual.patch_embed.proj.weight', [width, channels, frames, patch, patch]);
  let x = g.tap(
    'patch_embed',
    g.project(g.input('patches', 'float32', ['patches', features]), g.reshape(kernel, [width, features])),
  );
  for (let i = 0; i < config.layers; i += 1) {
    const name = `visual.blocks.${i}`;
    x = g.add(
      x,
      attention(
        g,
        config,
        norm(g, x, `${name}.norm1`),
        `${name}.attn`,
        rope,
        config.fullBlocks.has(i) ? undefined : windows,
      ),
    );
    x = g.tap(`block.${i}`, g.add(x, mlp(g, config, norm(g, x, `${name}.norm2`), `${name}.mlp`)));
  }
  const merged = g.reshape(norm(g, x, 'visual.merger.ln_q'), ['tokens', width * merge ** 2]);
  g.output(
    'tokens',
    g.linear(g.gelu(g.linear(merged, 'visual.merger.mlp.0', width * merge ** 2)), 'visual.merger.mlp.2', outWidth),
  );
  return g.finish();
}

interface WindowInputs {
  readonly gather: Value;
  readonly scatter: Value;
  readonly valid: Value;
}

function norm(g: Graph, x: Value, name: string): Value {
  return g.rmsNorm(x, g.weight(`${name}.weight`, [Number(x.shape[1])]), NORM_EPSILON);
}

/** @param windows undefined for a block that sees the whole picture. */
function attention(
  g: Graph,
  config: VisionConfig,
  x: Value,
  name: string,
  rope: RotaryTables,
  windows: WindowInputs | undefined,
): Value {
  const { width, heads } = config;
  const [q, k, v] = g.chunk(g.linear(x, `${name}.qkv`, 3 * width), 1, 3) as readonly [Value, Value, Value];
  const whole = (part: Value): Value => g.reshape(part, [1, 'patches', width]);
  const [rotatedQ, rotatedK] = [q, k].map((part) => g.rotary(whole(part), rope, heads, { interleaved: false })) as [
    Value,
    Value,
  ];
  if (!windows)
    return g.linear(
      g.reshape(g.attention(rotatedQ, rotatedK, whole(v), heads), ['patches', width]),
      `${name}.proj`,
      width,
    );
  const inWindows = (part: Value): Value =>
    g.reshape(g.rows(g.reshape(part, ['patches', width]), windows.gather), ['windows', windowSlots(config), width]);
  const attended = g.paddedAttention(inWindows(rotatedQ), inWindows(rotatedK), inWindows(v), windows.valid, heads);
  return g.linear(g.rows(g.reshape(attended, ['slots', width]), windows.scatter), `${name}.proj`, width);
}

/** SwiGLU with biases. */
function mlp(g: Graph, { width, mlpWidth }: VisionConfig, x: Value, name: string): Value {
  return g.linear(
    g.mul(g.silu(g.linear(x, `${name}.gate_proj`, mlpWidth)), g.linear(x, `${name}.up_proj`, mlpWidth)),
    `${name}.down_proj`,
    width,
  );
}
