/** Loaders, and what changes a transformer. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { cfgNorm } from './cfg-norm.ts';
import { checkpointLoaderSimple } from './checkpoint-loader-simple.ts';
import { clipLoaderGguf } from './clip-loader-gguf.ts';
import { clipLoader } from './clip-loader.ts';
import { controlNetLoader } from './control-net-loader.ts';
import { loraLoaderModelOnly } from './lora-loader-model-only.ts';
import { loraLoader } from './lora-loader.ts';
import { modelPatchLoader } from './model-patch-loader.ts';
import { modelSamplingAuraFlow } from './model-sampling-aura-flow.ts';
import { qwenImage21Cache } from './qwen-image-21-cache.ts';
import { unetLoaderGgufAdvanced } from './unet-loader-gguf-advanced.ts';
import { unetLoaderGguf } from './unet-loader-gguf.ts';
import { unetLoader } from './unet-loader.ts';
import { vaeLoader } from './vae-loader.ts';

/** Of those that stand for one node of ours, the first that fits is written: those of ComfyUI itself before packs. */
export const modelNodes: readonly ComfyNode[] = [
  unetLoader,
  clipLoader,
  vaeLoader,
  checkpointLoaderSimple,
  loraLoaderModelOnly,
  loraLoader,
  controlNetLoader,
  modelPatchLoader,
  modelSamplingAuraFlow,
  cfgNorm,
  unetLoaderGguf,
  unetLoaderGgufAdvanced,
  clipLoaderGguf,
  qwenImage21Cache,
];
