/** Variants of Qwen-Image that share their tensors, and the tensors by which files tell them apart. */
import type { WeightSource } from '../../checkpoint/weight-source.ts';

/** Qwen-Image-Edit-2511: tokens of reference pictures are modulated as at timestep 0. */
export const EDIT_2511 = 'edit-2511';

/** An empty tensor that ComfyUI's files carry as a mark. */
export const MARK_2511 = '__index_timestep_zero__';
const LAYERED_TENSOR = 'time_text_embed.addition_t_embedding.weight';
/** Norm of the prompt before the first block. */
const TRANSFORMER_TENSOR = 'txt_norm.weight';
const CONTROLNET_TENSOR = 'controlnet_x_embedder.weight';

/** Whether a file is marked as Qwen-Image-Edit-2511. Files in GGUF mostly lost the mark. */
export function isEdit2511(weights: WeightSource): boolean {
  return weights.get(MARK_2511) !== undefined;
}

export function isLayered(weights: WeightSource): boolean {
  return weights.get(LAYERED_TENSOR) !== undefined;
}

/** Whether these are weights of the transformer, under the names that graphs ask for. */
export function isTransformer(weights: WeightSource): boolean {
  const norm = weights.get(TRANSFORMER_TENSOR);
  return norm?.shape.length === 1 && !isControlNet(weights) && weights.get('proj_out.weight') !== undefined;
}

/** Whether these are weights of a ControlNet that repeats the transformer's first blocks. */
export function isControlNet(weights: WeightSource): boolean {
  return weights.get(CONTROLNET_TENSOR) !== undefined && weights.get(TRANSFORMER_TENSOR) !== undefined;
}
