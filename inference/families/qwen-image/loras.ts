/** LoRAs for Qwen-Image: the names that trainers give to modules of the transformer and of the text encoder. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import type { LoraTarget } from '../../checkpoint/lora/target.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { textLoraTarget } from '../../text/decoder/loras.ts';
import { openTextWeights } from '../../text/qwen2.5-vl/open.ts';
import type { LoraTargets } from '../family.ts';
import { openTransformer } from './transformer/open.ts';

/** @param weights in the names that graphs ask for. */
export function transformerLoraTarget(weights: WeightSource): LoraTarget {
  return {
    weights,
    component: 'denoiser',
    // As trainers on fused models write them: three projections in one.
    fused: {
      'attn.to_qkv': ['attn.to_q', 'attn.to_k', 'attn.to_v'],
      'attn.qkv_proj': ['attn.to_q', 'attn.to_k', 'attn.to_v'],
      'attn.add_qkv_proj': ['attn.add_q_proj', 'attn.add_k_proj', 'attn.add_v_proj'],
    },
    // The first LoRAs of diffusers name the projection and not its place in a list.
    aliases: { 'attn.to_out': 'attn.to_out.0' },
  };
}

export const loraTargets: LoraTargets = {
  transformer: async (files: ComponentFiles) => transformerLoraTarget((await openTransformer(files)).weights),
  textEncoder: async (files: ComponentFiles) => textLoraTarget(await openTextWeights(files)),
};
