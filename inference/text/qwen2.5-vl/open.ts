/** Opens a text encoder from a folder as published, or from files, whose config follows from their tensors. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { blockCount, type Configured, openConfigured, sizesOf } from '../../checkpoint/layout/derive.ts';
import { openFiles } from '../../checkpoint/layout/joined-source.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { patchFields } from '../vision/patch-kernel.ts';
import { readsNoPictures } from '../vision/reads-no-pictures.ts';
import { type TextEncoderConfig, textEncoderConfigSchema } from './config.ts';
import { textNames } from './layouts/names.ts';
import { type VisionConfig, visionConfigSchema } from './vision/config.ts';

/** From this width on, a model has the proportions of the published one, Qwen2.5-VL-7B; below, of the small ones. */
const PUBLISHED_FROM = 1024;

/** Longest sequence of Qwen2.5-VL-7B in tokens: `max_position_embeddings` of its config. */
const MAX_TOKENS = 128_000;

/** Opens the weights of both parts; reads headers, no values. */
export async function openTextWeights(files: ComponentFiles): Promise<WeightSource> {
  return textNames(await openFiles(files));
}

/** @throws InferenceError when files are missing or damaged, or the language model cannot be used. */
export function openLanguageModel(files: ComponentFiles): Promise<Configured<TextEncoderConfig>> {
  return openConfigured(files, { schema: textEncoderConfigSchema, names: textNames, derive: derivedTextConfig });
}

/** @throws InferenceError when files are missing or damaged, or the vision tower cannot be used. */
export function openVision(files: ComponentFiles): Promise<Configured<VisionConfig>> {
  return openConfigured(files, {
    schema: visionConfigSchema,
    names: textNames,
    derive: (weights) => ({ vision_config: derivedVisionConfig(weights) }),
  });
}

/** Whether these are weights of the language model. Other encoders have other biases or further norms. */
export function isTextEncoder(weights: WeightSource): boolean {
  const attention = 'model.layers.0.self_attn';
  return weights.get(`${attention}.q_proj.bias`) !== undefined && !weights.get(`${attention}.q_norm.weight`);
}

/** Whether these are weights of the vision tower. */
export function isVisionTower(weights: WeightSource): boolean {
  return weights.get('visual.merger.ln_q.weight') !== undefined && !weights.get('visual.blocks.0.norm1.bias');
}

/**
 * The fields of the language model's config, from names and shapes.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function derivedTextConfig(weights: WeightSource): object {
  const attention = 'model.layers.0.self_attn';
  const { vocabulary, width } = sizesOf(weights, 'model.embed_tokens.weight', ['vocabulary', 'width']);
  const { kvWidth } = sizesOf(weights, `${attention}.k_proj.weight`, ['kvWidth', 'width']);
  const { mlpWidth } = sizesOf(weights, 'model.layers.0.mlp.gate_proj.weight', ['mlpWidth', 'width']);
  // No tensor tells the size of a head: 128 in the published model, a quarter of the width in small ones.
  const headDim = width >= PUBLISHED_FROM ? 128 : width / 4;
  return {
    hidden_size: width,
    num_hidden_layers: blockCount(weights, 'model.layers'),
    num_attention_heads: width / headDim,
    num_key_value_heads: kvWidth / headDim,
    intermediate_size: mlpWidth,
    vocab_size: vocabulary,
    max_position_embeddings: MAX_TOKENS,
    // Shares of the pairs of a head: 16, 24 and 24 of 64.
    rope_scaling: { mrope_section: [headDim / 8, (headDim * 3) / 16, (headDim * 3) / 16] },
  };
}

/**
 * The fields of `vision_config`, from names and shapes.
 * @throws InferenceError `tensor-missing`, also where there is no tower, or `tensor-mismatch`.
 */
export function derivedVisionConfig(weights: WeightSource): object {
  if (!isVisionTower(weights)) throw readsNoPictures(weights, 'visual.merger.ln_q.weight');
  const { width } = sizesOf(weights, 'visual.blocks.0.norm1.weight', ['width']);
  const { mlpWidth } = sizesOf(weights, 'visual.blocks.0.mlp.gate_proj.weight', ['mlpWidth', 'width']);
  const { wide } = sizesOf(weights, 'visual.merger.mlp.0.weight', ['wide', 'input']);
  const { outWidth } = sizesOf(weights, 'visual.merger.mlp.2.weight', ['outWidth', 'wide']);
  const depth = blockCount(weights, 'visual.blocks');
  const published = width >= PUBLISHED_FROM;
  // Every eighth block of the published tower sees the whole picture, every second one of a small tower.
  const every = published ? 8 : 2;
  return {
    depth,
    hidden_size: width,
    num_heads: published ? 16 : 3,
    intermediate_size: mlpWidth,
    out_hidden_size: outWidth,
    spatial_merge_size: Math.sqrt(wide / width),
    ...patchFields(weights),
    window_size: published ? 112 : 56,
    fullatt_block_indexes: Array.from({ length: Math.floor(depth / every) }, (_, i) => (i + 1) * every - 1),
  };
}
