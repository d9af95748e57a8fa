/** Opens a transformer from a folder as published, or from a single file, whose config follows from its tensors. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { blockCount, type Configured, openConfigured, sizesOf } from '../../../checkpoint/layout/derive.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { transformerNames } from '../layouts/transformer-names.ts';
import { EDIT_2511, isEdit2511, isLayered } from '../variants.ts';
import { type TransformerConfig, transformerConfigSchema } from './config.ts';

/** Latent pixels per token along a side: the same in every published model. */
export const PATCH = 2;

/**
 * Rotary dimensions of the frame, row and column axes by the size of a head, which no tensor tells: published models,
 * and the small ones made for tests.
 */
const ROPE_DIMS: Readonly<Record<number, readonly number[]>> = { 128: [16, 56, 56], 32: [8, 12, 12] };

/**
 * Reads config and headers, no weights.
 * @throws InferenceError when files are missing or damaged, or are no transformer of the family.
 */
export async function openTransformer(files: ComponentFiles): Promise<Configured<TransformerConfig>> {
  const stillReferences = files.variant === EDIT_2511;
  const { weights, config } = await openConfigured(files, {
    schema: transformerConfigSchema,
    names: transformerNames,
    derive: (source) => derivedTransformerConfig(source, stillReferences),
  });
  // The config of a folder says what its model was trained for: the variant may ask for more.
  return { weights, config: stillReferences ? { ...config, zeroConditionTimestep: true } : config };
}

/**
 * The fields of a config, from names and shapes.
 * @param stillReferences whether the references of an edit stay at timestep 0, where a file lost the mark of it.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function derivedTransformerConfig(weights: WeightSource, stillReferences: boolean): object {
  const { width, features } = sizesOf(weights, 'img_in.weight', ['width', 'features']);
  const { headDim } = sizesOf(weights, 'transformer_blocks.0.attn.norm_q.weight', ['headDim']);
  const { textWidth } = sizesOf(weights, 'txt_norm.weight', ['textWidth']);
  const { outFeatures } = sizesOf(weights, 'proj_out.weight', ['outFeatures', 'width']);
  const layered = isLayered(weights);
  return {
    patch_size: PATCH,
    in_channels: features,
    out_channels: outFeatures / PATCH ** 2,
    num_layers: blockCount(weights, 'transformer_blocks'),
    ...headFields(width, headDim),
    joint_attention_dim: textWidth,
    zero_cond_t: isEdit2511(weights) || stillReferences,
    use_additional_t_cond: layered,
    use_layer3d_rope: layered,
  };
}

/** Fields that follow from the size of a head. */
export function headFields(width: number, headDim: number): object {
  return {
    attention_head_dim: headDim,
    num_attention_heads: width / headDim,
    ...(ROPE_DIMS[headDim] ? { axes_dims_rope: ROPE_DIMS[headDim] } : {}),
  };
}
