/** The nodes of ComfyUI for pictures. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { imageCrop } from './image-crop.ts';
import { imageInvert } from './image-invert.ts';
import { imageBlur } from './image-blur.ts';
import { canny } from './canny.ts';
import { imageRotate } from './image-rotate.ts';
import { imageFlip } from './image-flip.ts';
import { imageStitch } from './image-stitch.ts';
import { imageCompositeMasked } from './image-composite-masked.ts';
import { imagePadForOutpaint } from './image-pad-for-outpaint.ts';
import { emptyImage } from './empty-image.ts';
import { joinImageWithAlpha } from './join-image-with-alpha.ts';
import { rebatchImages } from './rebatch-images.ts';
import { repeatImageBatch } from './repeat-image-batch.ts';
import { splitImageWithAlpha } from './split-image-with-alpha.ts';
import { imageBatch } from './image-batch.ts';
import { batchImagesNode } from './batch-images-node.ts';
import { imageFromBatch } from './image-from-batch.ts';
import { imageCompare } from './image-compare.ts';

export const pictureNodes: readonly ComfyNode[] = [
  imageCrop,
  imageInvert,
  imageBlur,
  canny,
  imageRotate,
  imageFlip,
  imageStitch,
  imageCompositeMasked,
  imagePadForOutpaint,
  emptyImage,
  joinImageWithAlpha,
  splitImageWithAlpha,
  imageBatch,
  batchImagesNode,
  imageFromBatch,
  rebatchImages,
  repeatImageBatch,
  imageCompare,
];
