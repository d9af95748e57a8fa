/**
 * Control patches within the transformer's graph. A patch sees the image stream itself, so it cannot be computed apart:
 * after block N, with x the stream and y = img_in(control),
 * x + strength * output_proj(gelu(input_proj(rms(x) + rms(y)))).
 * Source: DiffSynth-Studio diffsynth/models/qwen_image_controlnet.py, `BlockWiseControlBlock`; several patches add up
 * as in `QwenImageBlockwiseMultiControlNet` of diffsynth/pipelines/qwen_image.py.
 */
import type { Graph } from '../../../onnx/graph.ts';
import { dimAt, type Value } from '../../../onnx/value.ts';
import { NORM_EPSILON } from '../transformer/block-graph.ts';
import type { PatchConfig } from './open.ts';

/** Prefix of the weights of a patch among those of a transformer. */
export const patchPrefix = (index: number): string => `patch.${index}.`;
/** Name of the input [target, features] that takes the control tokens of a patch. */
export const patchControl = (index: number): string => `patch.${index}.control`;
/** Name of the input [1] that takes the strength of a patch. */
export const patchStrength = (index: number): string => `patch.${index}.strength`;

/** The image stream [image, width] as it goes on after a block. */
export type AfterBlock = (g: Graph, layer: number, img: Value) => Value;

/** A patch in a graph. */
interface GraphPatch {
  readonly width: number;
  readonly prefix: string;
  /** [target, features]. */
  readonly control: Value;
  /** The projected control [target, width]. */
  readonly y: Value;
  /** [1]. */
  readonly strength: Value;
}

/**
 * The hook after every block. Each graph that it is used in gets the inputs `patch.N.control` and `patch.N.strength` of
 * every patch. The target's tokens come first in the image stream; only they are changed.
 * @param patches those of the transformer, in their order; with none the stream stays as it is.
 */
export function patchesAfterBlocks(patches: readonly PatchConfig[]): AfterBlock {
  const inGraph = new WeakMap<Graph, readonly GraphPatch[]>();
  return (g, layer, img) => {
    const parts = inGraph.get(g) ?? patches.map((patch, i) => addInputs(g, patch, i));
    inGraph.set(g, parts);
    const [first] = parts;
    if (!first) return img;
    const [target, references] = g.splitAfter(img, 0, first.control, 'references'); // [target, width]
    let sum = target; // [target, width]
    for (const { width, prefix, y, strength } of parts) {
      const block = `${prefix}controlnet_blocks.${layer}`;
      const norm = (stream: Value, name: string): Value =>
        g.rmsNorm(stream, g.weight(`${block}.${name}.weight`, [width]), NORM_EPSILON);
      const both = g.add(norm(target, 'x_rms'), norm(y, 'y_rms')); // [target, width]
      const hidden = g.gelu(g.linear(both, `${block}.input_proj`, width)); // [target, width]
      sum = g.add(sum, g.mul(g.linear(hidden, `${block}.output_proj`, width), strength)); // [target, width]
    }
    return g.concat([sum, references], 0, dimAt(img, 0)); // [image, width]
  };
}

function addInputs(g: Graph, { width, features }: PatchConfig, index: number): GraphPatch {
  const control = g.input(patchControl(index), 'float32', ['target', features]); // [target, features]
  const y = g.linear(control, `${patchPrefix(index)}img_in`, width); // [target, width]
  const strength = g.input(patchStrength(index), 'float32', [1]); // [1]
  return { width, prefix: patchPrefix(index), control, y, strength };
}
