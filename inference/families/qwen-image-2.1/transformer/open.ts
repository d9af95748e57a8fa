/** Opens a transformer from a folder as published, or from a single file, whose config follows from its tensors. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { blockCount, type Configured, openConfigured, sizesOf } from '../../../checkpoint/layout/derive.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { transformerNames } from '../layouts/transformer-names.ts';
import { type TransformerConfig, transformerConfigSchema } from './config.ts';

/**
 * Rotary dimensions of the frame, row and column axes by the size of a head, which no tensor tells: published models,
 * and the small ones made for tests.
 */
const ROPE_DIMS: Readonly<Record<number, readonly number[]>> = { 128: [16, 56, 56], 32: [4, 14, 14] };

/** Tensors that no other family's transformer has: the one modulation, and the norm of the prompt. */
const MARKS = ['modulation.1.weight', 'txt_in.text_norm.weight'] as const;

/** Whether these are weights of the transformer, under the names that graphs ask for. */
export function isTransformer(weights: WeightSource): boolean {
  return MARKS.every((name) => weights.get(name) !== undefined);
}

/**
 * Reads config and headers, no weights.
 * @throws InferenceError when files are missing or damaged, or are no transformer of the family.
 */
export function openTransformer(files: ComponentFiles): Promise<Configured<TransformerConfig>> {
  return openConfigured(files, {
    schema: transformerConfigSchema,
    names: transformerNames,
    derive: derivedTransformerConfig,
  });
}

/**
 * The fields of a config, from names and shapes.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function derivedTransformerConfig(weights: WeightSource): object {
  const { width, features } = sizesOf(weights, 'img_in.weight', ['width', 'features']);
  const { headDim } = sizesOf(weights, 'transformer_blocks.0.attn.norm_q.weight', ['headDim']);
  const { textWidth } = sizesOf(weights, 'txt_in.text_norm.weight', ['textWidth']);
  const { mlpWidth } = sizesOf(weights, 'transformer_blocks.0.img_mlp.proj.weight', ['mlpWidth', 'width']);
  const { outFeatures } = sizesOf(weights, 'proj_out.weight', ['outFeatures', 'width']);
  return {
    in_channels: features,
    out_channels: outFeatures,
    num_layers: blockCount(weights, 'transformer_blocks'),
    attention_head_dim: headDim,
    num_attention_heads: width / headDim,
    context_in_dim: textWidth,
    mlp_ratio: mlpWidth / width,
    ...(ROPE_DIMS[headDim] ? { axes_dims_rope: ROPE_DIMS[headDim] } : {}),
  };
}
