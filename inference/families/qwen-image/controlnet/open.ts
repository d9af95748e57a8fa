/** Opens a ControlNet from a folder as published, or from a single file, whose config follows from its tensors. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { blockCount, type Configured, openConfigured, sizesOf } from '../../../checkpoint/layout/derive.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { transformerNames } from '../layouts/transformer-names.ts';
import { headFields } from '../transformer/open.ts';
import { CONTROLNET_CLASS, type ControlNetConfig, controlNetConfigSchema } from './config.ts';

/**
 * Reads config and headers, no weights.
 * @throws InferenceError when files are missing or damaged, or are no ControlNet of the family.
 */
export function openControlNet(files: ComponentFiles): Promise<Configured<ControlNetConfig>> {
  return openConfigured(files, {
    schema: controlNetConfigSchema,
    names: transformerNames,
    derive: derivedControlNetConfig,
  });
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
