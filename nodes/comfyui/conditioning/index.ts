/** Prompts, and what belongs to them. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { clipTextEncode } from './clip-text-encode.ts';
import { conditioningZeroOut } from './conditioning-zero-out.ts';
import { referenceLatent } from './reference-latent.ts';
import { referenceLatentsMethod } from './reference-latents-method.ts';

export const conditioningNodes: readonly ComfyNode[] = [
  clipTextEncode,
  conditioningZeroOut,
  referenceLatent,
  referenceLatentsMethod,
];
