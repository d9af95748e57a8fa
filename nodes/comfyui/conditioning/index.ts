/** Prompts, and what belongs to them. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { clipTextEncode } from './clip-text-encode.ts';
import { conditioningZeroOut } from './conditioning-zero-out.ts';
import { fluxKontextMultiReferenceLatentMethod } from './flux-kontext-multi-reference-latent-method.ts';
import { referenceLatent } from './reference-latent.ts';

export const conditioningNodes: readonly ComfyNode[] = [
  clipTextEncode,
  conditioningZeroOut,
  fluxKontextMultiReferenceLatentMethod,
  referenceLatent,
];
