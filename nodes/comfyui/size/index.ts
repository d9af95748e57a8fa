/** The nodes of ComfyUI for sizes of pictures. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { imageScale } from './image-scale.ts';
import { imageScaleBy } from './image-scale-by.ts';
import { imageScaleToTotalPixels } from './image-scale-to-total-pixels.ts';
import { imageScaleToMaxDimension } from './image-scale-to-max-dimension.ts';
import { fluxKontextImageScale } from './flux-kontext-image-scale.ts';
import { resolutionSelector } from './resolution-selector.ts';
import { getImageSize } from './get-image-size.ts';
import { resizeImageMaskNode } from './resize-image-mask-node.ts';

export const sizeNodes: readonly ComfyNode[] = [
  imageScale,
  imageScaleBy,
  imageScaleToTotalPixels,
  imageScaleToMaxDimension,
  fluxKontextImageScale,
  resolutionSelector,
  getImageSize,
  resizeImageMaskNode,
];
