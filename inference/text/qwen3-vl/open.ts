/** Opens a text encoder from a folder as published, or from files, whose config follows from their tensors. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { blockCount, type Configured, openConfigured, sizesOf } from '../../checkpoint/layout/derive.ts';
import { openFiles } from '../../checkpoint/layout/joined-source.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { type TextEncoderConfig, textEncoderConfigSchema } from './config.ts';
import { textNames } from './layouts/names.ts';
import { type VisionConfig, visionConfigSchema } from './vision/config.ts';
import { derivedVisionConfig, isVisionTower } from './vision/derive.ts';

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

/** Whether these are weights of the language model: of the Qwen3 models of text alone, only widths tell it. */
export function isTextEncoder(weights: WeightSource): boolean {
  const attention = 'model.layers.0.self_attn';
  return weights.get(`${attention}.q_norm.weight`) !== undefined && !weights.get(`${attention}.q_proj.bias`);
}

/**
 * The fields of the config, from names and shapes.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function derivedTextConfig(weights: WeightSource): object {
  const attention = 'model.layers.0.self_attn';
  const { vocabulary, width } = sizesOf(weights, 'model.embed_tokens.weight', ['vocabulary', 'width']);
  const { headDim } = sizesOf(weights, `${attention}.q_norm.weight`, ['headDim']);
  const { queryWidth } = sizesOf(weights, `${attention}.q_proj.weight`, ['queryWidth', 'width']);
  const { kvWidth } = sizesOf(weights, `${attention}.k_proj.weight`, ['kvWidth', 'width']);
  const { mlpWidth } = sizesOf(weights, 'model.layers.0.mlp.gate_proj.weight', ['mlpWidth', 'width']);
  // Shares of the pairs of a head: 24, 20 and 20 of 64.
  const side = Math.round(((headDim / 2) * 5) / 16);
  return {
    text_config: {
      hidden_size: width,
      num_hidden_layers: blockCount(weights, 'model.layers'),
      num_attention_heads: queryWidth / headDim,
      num_key_value_heads: kvWidth / headDim,
      head_dim: headDim,
      intermediate_size: mlpWidth,
      vocab_size: vocabulary,
      rope_scaling: { mrope_section: [headDim / 2 - 2 * side, side, side] },
    },
    ...(isVisionTower(weights) ? { vision_config: derivedVisionConfig(weights) } : {}),
  };
}
