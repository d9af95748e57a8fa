/**
 * Layouts of the transformer's tensor names. Single files keep the published names, below a prefix or without one.
 * Files of trainers that fuse projections hold query, key and value as one matrix, in this order.
 */
import { belowPrefix } from '../../../checkpoint/layout/name-table.ts';
import { splitSource } from '../../../checkpoint/layout/split-rows.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';

/** Prefixes of ComfyUI's files, of those that hold a whole pipeline, and of diffusers' pipelines in one file. */
const TRANSFORMER_PREFIXES = ['model.diffusion_model.', 'diffusion_model.', 'transformer.'] as const;

const FUSED = /^(.*\.attn)\.(to_qkv|add_qkv_proj)\.(weight|bias)$/;
const PARTS: Readonly<Record<string, readonly string[]>> = {
  to_qkv: ['to_q', 'to_k', 'to_v'],
  add_qkv_proj: ['add_q_proj', 'add_k_proj', 'add_v_proj'],
};

/** The weights under the names that graphs ask for. */
export function transformerNames(source: WeightSource): WeightSource {
  return splitSource(belowPrefix(source, TRANSFORMER_PREFIXES), (stored) => {
    const [, attention, projection = '', kind] = FUSED.exec(stored) ?? [];
    return PARTS[projection]?.map((part) => `${attention}.${part}.${kind}`);
  });
}
