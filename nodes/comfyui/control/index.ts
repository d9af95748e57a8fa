/** Control pictures. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { controlNetApplyAdvanced } from './control-net-apply-advanced.ts';
import { controlNetInpaintingAliMamaApply } from './control-net-inpainting-ali-mama-apply.ts';
import { qwenImageDiffsynthControlnet } from './qwen-image-diffsynth-controlnet.ts';
import { setUnionControlNetType } from './set-union-control-net-type.ts';

export const controlNodes: readonly ComfyNode[] = [
  controlNetApplyAdvanced,
  controlNetInpaintingAliMamaApply,
  qwenImageDiffsynthControlnet,
  setUnionControlNetType,
];
