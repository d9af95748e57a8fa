/** LoRAs for the transformer: the names that trainers give to its modules. */
import type { LoraTarget } from '../../checkpoint/lora/target.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';

/** @param weights in the names that graphs ask for. */
export function transformerLoraTarget(weights: WeightSource): LoraTarget {
  return {
    weights,
    component: 'denoiser',
    // As trainers on fused models write them: several projections in one.
    fused: {
      'attn.to_qkv': ['attn.to_q', 'attn.to_k', 'attn.to_v'],
      'attn.qkv_proj': ['attn.to_q', 'attn.to_k', 'attn.to_v'],
      'img_mlp.gate_up': ['img_mlp.gate_layer', 'img_mlp.proj'],
    },
    // Trainers that follow diffusers' first LoRAs name the projection and not its place in a list.
    aliases: { 'attn.to_out': 'attn.to_out.0' },
  };
}
