/** The patch embedding of a vision tower: one kernel for all frames or, as llama.cpp keeps it, one for each. */
import { sizesOf } from '../../checkpoint/layout/derive.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import type { Graph } from '../../onnx/graph.ts';
import type { Value } from '../../onnx/value.ts';
import type { PatchConfig } from './picture-patches.ts';

/** Values of a patch. */
export const patchFeatures = ({ channels, frames, patch }: PatchConfig): number => channels * frames * patch ** 2;

/** The patch embedding as a matrix [width, features]. */
export function patchKernel(g: Graph, config: PatchConfig & { readonly width: number }, weights: WeightSource): Value {
  const { width, channels, frames, patch } = config;
  const features = patchFeatures(config);
  const name = 'visual.patch_embed.proj';
  if (!weights.get(`${name}.0.weight`)) {
    return g.reshape(g.weight(`${name}.weight`, [width, channels, frames, patch, patch]), [width, features]);
  }
  const ofFrame = (frame: number): Value => {
    const kernel = g.weight(`${name}.${frame}.weight`, [width, channels, patch, patch]);
    return g.reshape(kernel, [width, channels, 1, patch ** 2]);
  };
  const kernels = [ofFrame(0), ...Array.from({ length: frames - 1 }, (_, i) => ofFrame(i + 1))] as const;
  return g.reshape(g.concat(kernels, 2), [width, features]); // [width, features]
}

/**
 * The fields of `vision_config` about patches, from the shapes of the kernel.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function patchFields(weights: WeightSource): object {
  const frame = 'visual.patch_embed.proj.0.weight';
  if (weights.get(frame)) {
    const { channels, patch } = sizesOf(weights, frame, ['width', 'channels', 'rows', 'patch']);
    return { in_channels: channels, patch_size: patch, temporal_patch_size: 2 };
  }
  const axes = ['width', 'channels', 'frames', 'rows', 'patch'] as const;
  const { channels, frames, patch } = sizesOf(weights, 'visual.patch_embed.proj.weight', axes);
  return { in_channels: channels, patch_size: patch, temporal_patch_size: frames };
}
