/**
 * The vision tower of Qwen3-VL as a graph over one picture.
 * Source: transformers `modeling_qwen3_vl.py`, `Qwen3VLVisionModel` and its modules.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import type { ModelParts } from '../../../onnx/chain/model-parts.ts';
import type { Graph } from '../../../onnx/graph.ts';
import { staticDim, type Value } from '../../../onnx/value.ts';
import { patchFeatures, patchKernel } from '../../vision/patch-kernel.ts';
import type { VisionConfig } from './config.ts';

/** eps of every norm of the tower. */
const NORM_EPSILON = 1e-6;

/** Entries of the position table around a patch. */
const CORNERS = [0, 1, 2, 3] as const;

/** Inputs of a corner: see `positionCorners`. */
export const cornerNames = (corner: number): readonly [entry: string, share: string] => [
  `corner.${corner}.entry`,
  `corner.${corner}.share`,
];

/** Output with the features of a level. */
export const featuresName = (level: number): string => `features.${level}`;

/**
 * The parts of a run.
 *
 * Inputs: `patches` [patches, channels * frames * patch^2]; `corner.N.entry` int64 [patches] and `corner.N.share`
 * [patches, 1]: see `positionCorners`; `rope.cos` and `rope.sin` [patches, headDim / 2].
 * Outputs: `tokens` [patches / merge^2, outWidth]; for each level `features.N` of the same shape.
 * Exposable: `patch_embed`, `pos_embed`, `block.N`.
 */
export function visionParts(config: VisionConfig, weights: WeightSource): ModelParts<{ readonly x: Value }> {
  const { width, layers, deepstackBlocks } = config;
  return {
    name: 'vision-tower',
    blocks: layers,
    begin(g) {
      const patches = g.input('patches', 'float32', ['patches', patchFeatures(config)]); // [patches, features]
      const bias = g.weight('visual.patch_embed.proj.bias', [width]);
      const embedded = g.add(g.project(patches, patchKernel(g, config, weights)), bias); // [patches, width]
      return { x: g.add(g.tap('patch_embed', embedded), positionEmbedding(g, config)) }; // [patches, width]
    },
    block(g, i, { x }) {
      const name = `visual.blocks.${i}`;
      const seen = g.add(x, attention(g, config, norm(g, x, `${name}.norm1`), `${name}.attn`)); // [patches, width]
      const change = mlp(g, config, norm(g, seen, `${name}.norm2`), `${name}.mlp`); // [patches, width]
      const y = g.tap(`block.${i}`, g.add(seen, change)); // [patches, width]
      const level = deepstackBlocks.indexOf(i);
      if (level >= 0) {
        const merged = merge(g, config, y); // [tokens, width * merge^2]
        const prefix = `visual.deepstack_merger_list.${level}`;
        g.output(featuresName(level), intoWidth(g, config, norm(g, merged, `${prefix}.norm`), prefix));
      }
      return { x: y };
    },
    end(g, { x }) {
      const merged = merge(g, config, norm(g, x, 'visual.merger.norm')); // [tokens, width * merge^2]
      g.output('tokens', intoWidth(g, config, merged, 'visual.merger'));
    },
  };
}

/** The mixture of the four entries around each patch, [patches, width]. */
function positionEmbedding(g: Graph, { width, tableSide }: VisionConfig): Value {
  const table = g.weight('visual.pos_embed.weight', [tableSide ** 2, width]);
  const corners = CORNERS.map((corner) => {
    const [entry, share] = cornerNames(corner);
    const rows = g.rows(table, g.input(entry, 'int64', ['patches'])); // [patches, width]
    return g.mul(rows, g.input(share, 'float32', ['patches', 1])); // [patches, width]
  });
  return g.tap(
    'pos_embed',
    corners.reduce((sum, part) => g.add(sum, part)),
  );
}

/** LayerNorm with weight and bias. */
function norm(g: Graph, x: Value, name: string): Value {
  const width = staticDim(x, 1);
  return g.layerNorm(x, g.weight(`${name}.weight`, [width]), g.weight(`${name}.bias`, [width]), NORM_EPSILON);
}

/** Every patch sees the whole picture. */
function attention(g: Graph, { width, heads, headDim }: VisionConfig, x: Value, name: string): Value {
  const rope = g.rotaryInputs('patches', headDim / 2); // [patches, headDim / 2] each
  const whole = (part: Value): Value => g.reshape(part, [1, 'patches', width]);
  const [q, k, v] = g.split3(g.linear(x, `${name}.qkv`, 3 * width), 1); // [patches, width] each
  const rotate = (part: Value): Value => g.rotary(whole(part), rope, heads, { interleaved: false });
  const attended = g.attention(rotate(q), rotate(k), whole(v), heads); // [1, patches, width]
  return g.linear(g.reshape(attended, ['patches', width]), `${name}.proj`, width); // [patches, width]
}

function mlp(g: Graph, { width, mlpWidth }: VisionConfig, x: Value, name: string): Value {
  const hidden = g.geluTanh(g.linear(x, `${name}.linear_fc1`, mlpWidth)); // [patches, mlpWidth]
  return g.linear(hidden, `${name}.linear_fc2`, width); // [patches, width]
}

/** The patches of a token side by side: [patches, width] to [tokens, width * merge^2]. */
function merge(g: Graph, config: VisionConfig, x: Value): Value {
  return g.reshape(x, ['tokens', config.width * config.merge ** 2]);
}

/** Merged patches [tokens, width * merge^2] in the width of the language model, [tokens, outWidth]. */
function intoWidth(g: Graph, { outWidth }: VisionConfig, x: Value, name: string): Value {
  const hidden = g.gelu(g.linear(x, `${name}.linear_fc1`, staticDim(x, 1))); // [tokens, width * merge^2]
  return g.linear(hidden, `${name}.linear_fc2`, outWidth); // [tokens, outWidth]
}
