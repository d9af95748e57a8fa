/** The nodes of ComfyUI that have a counterpart here: one file a class. */
import type { ComfyNode, ComfyNodes } from '../../engine/comfyui/define.ts';
import { clipTextEncode } from './conditioning/clip-text-encode.ts';
import { loadImage } from './image/load-image.ts';
import { saveImage } from './image/save-image.ts';
import { emptySd3LatentImage } from './latent/empty-sd3-latent-image.ts';
import { vaeDecode } from './latent/vae-decode.ts';
import { clipLoader } from './models/clip-loader.ts';
import { loraLoaderModelOnly } from './models/lora-loader-model-only.ts';
import { unetLoader } from './models/unet-loader.ts';
import { vaeLoader } from './models/vae-loader.ts';
import { kSampler } from './sampling/k-sampler.ts';

const NODES: readonly ComfyNode[] = [
  unetLoader,
  clipLoader,
  vaeLoader,
  loraLoaderModelOnly,
  clipTextEncode,
  emptySd3LatentImage,
  kSampler,
  vaeDecode,
  loadImage,
  saveImage,
];

export const comfyNodes: ComfyNodes = new Map(NODES.map((node) => [node.class, node]));
