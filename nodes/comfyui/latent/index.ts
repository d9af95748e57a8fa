/** Latents. The plain nodes come first: a workflow of ours is written with them. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { emptyLatentImage } from './empty-latent-image.ts';
import { emptyQwenImageLayeredLatentImage } from './empty-qwen-image-layered-latent-image.ts';
import { emptySd3LatentImage } from './empty-sd3-latent-image.ts';
import { latentCutToBatch } from './latent-cut-to-batch.ts';
import { latentCut } from './latent-cut.ts';
import { latentUpscaleBy } from './latent-upscale-by.ts';
import { latentUpscale } from './latent-upscale.ts';
import { repeatLatentBatch } from './repeat-latent-batch.ts';
import { setLatentNoiseMask } from './set-latent-noise-mask.ts';
import { vaeDecodeTiled } from './vae-decode-tiled.ts';
import { vaeDecode } from './vae-decode.ts';
import { vaeEncodeTiled } from './vae-encode-tiled.ts';
import { vaeEncode } from './vae-encode.ts';

export const latentNodes: readonly ComfyNode[] = [
  emptySd3LatentImage,
  emptyLatentImage,
  emptyQwenImageLayeredLatentImage,
  vaeDecode,
  vaeDecodeTiled,
  vaeEncode,
  vaeEncodeTiled,
  setLatentNoiseMask,
  repeatLatentBatch,
  latentUpscale,
  latentUpscaleBy,
  latentCut,
  latentCutToBatch,
];
