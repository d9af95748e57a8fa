/** ImagePadForOutpaint: room around a picture, and a mask of it that fades. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';

export const imagePadForOutpaint = defineComfyNode({
  class: 'ImagePadForOutpaint',
  title: 'Pad Image for Outpainting',
  category: 'image/transform',
  inputs: {
    image: link('IMAGE'),
    left: int(0, 0, 16_384, { step: 8 }),
    top: int(0, 0, 16_384, { step: 8 }),
    right: int(0, 0, 16_384, { step: 8 }),
    bottom: int(0, 0, 16_384, { step: 8 }),
    feathering: int(40, 0, 16_384, { step: 1, advanced: true }),
  },
  outputs: [{ type: 'IMAGE' }, { type: 'MASK' }],
  becomes: {
    type: 'pad-image',
    inputs: { image: 'image', left: 'left', top: 'top', right: 'right', bottom: 'bottom', feathering: 'feather' },
    fixed: { fill: 'colour', colour: '#808080', overlap: 0 },
    outputs: ['image', 'mask'],
  },
});
