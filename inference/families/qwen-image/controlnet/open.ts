/** Opens a ControlNet from a folder as published, or from a single file, whose config follows from its tensors. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { blockCount, configOf, sizesOf } from '../../../checkpoint/layout/derive.ts';
import { openFiles } from '../../../checkpoint/layout/joined-source.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { transformerNames } from '../layouts/transformer-names.ts';
import { headFields } from '../transformer/open.ts';
import { CONTROLNET_CLASS, type ControlNetConfig, controlNetConfigSchema } from './config.ts';

export interface OpenedControlNet {
  readonly config: ControlNetConfig;
  readonly weights: WeightSource;
}

/**
 * Reads config and headers, no weights.
 * @throws InferenceError when files are missing or damaged, or are no ControlNet of the family.
 */
export async function openControlNet(files: ComponentFiles): Promise<OpenedControlNet> {
  const weights = transformerNames(await openFiles(files));
  return { weights, config: await configOf(files, controlNetConfigSchema, () => derivedControlNetConfig(weights)) };
}

/**
 * The fields of a config, from names and shapes.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function derivedControlNetConfig(weights: WeightSource): object {
  const { width, features } = sizesOf(weights, 'img_in.weight', ['width', 'features']);
  const { controlFeatures } = sizesOf(weights, 'controlnet_x_embedder.weight', ['width', 'controlFeatures']);
  const { headDim } = sizesOf(weights, 'transformer_blocks.0.attn.norm_q.weight', ['headDim']);
  const { textWidth } = sizesOf(weights, 'txt_norm.weight', ['textWidth']);
  return {
    _class_name: CONTROLNET_CLASS,
    in_channels: features,
    num_layers: blockCount(weights, 'transformer_blocks'),
    ...headFields(width, headDim),
    joint_attention_dim: textWidth,
    extra_condition_channels: controlFeatures - features,
  };
}
