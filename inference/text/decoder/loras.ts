/** LoRAs for the language models of text encoders. */
import type { LoraTarget } from '../../checkpoint/lora/target.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';

/** @param weights in the names that graphs ask for. */
export function textLoraTarget(weights: WeightSource): LoraTarget {
  return { weights, component: 'text encoder', fused: {}, aliases: {} };
}
