/** CropMask: a rectangle of a mask. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';

export const cropMask = defineComfyNode({
  class: 'CropMask',
  title: 'Crop Mask',
  category: 'image/mask',
  schema: 'v3',
  inputs: {
    mask: link('MASK'),
    x: int(0, 0, 16_384, { step: 1 }),
    y: int(0, 0, 16_384, { step: 1 }),
    width: int(512, 1, 16_384, { step: 1 }),
    height: int(512, 1, 16_384, { step: 1 }),
  },
  outputs: [{ type: 'MASK' }],
  becomes: {
    type: 'crop-mask',
    inputs: { mask: 'mask', x: 'x', y: 'y', width: 'width', height: 'height' },
    outputs: ['mask'],
  },
});
