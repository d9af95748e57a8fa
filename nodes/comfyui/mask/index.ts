/** The nodes of ComfyUI for masks. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { imageToMask } from './image-to-mask.ts';
import { maskToImage } from './mask-to-image.ts';
import { invertMask } from './invert-mask.ts';
import { growMask } from './grow-mask.ts';
import { featherMask } from './feather-mask.ts';
import { solidMask } from './solid-mask.ts';
import { maskComposite } from './mask-composite.ts';
import { cropMask } from './crop-mask.ts';
import { thresholdMask } from './threshold-mask.ts';
import { imageColorToMask } from './image-color-to-mask.ts';
import { loadImageMask } from './load-image-mask.ts';
import { maskPreview } from './mask-preview.ts';

export const maskNodes: readonly ComfyNode[] = [
  imageToMask,
  maskToImage,
  invertMask,
  growMask,
  featherMask,
  solidMask,
  maskComposite,
  cropMask,
  thresholdMask,
  imageColorToMask,
  loadImageMask,
  maskPreview,
];
