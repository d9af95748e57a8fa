/** Latents. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { emptySd3LatentImage } from './empty-sd3-latent-image.ts';
import { vaeDecode } from './vae-decode.ts';

export const latentNodes: readonly ComfyNode[] = [emptySd3LatentImage, vaeDecode];
