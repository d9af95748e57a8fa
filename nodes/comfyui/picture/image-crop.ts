/** ImageCrop: a rectangle of a picture, as far as it is inside. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';

export const imageCrop = defineComfyNode({
  class: 'ImageCrop',
  title: 'Crop Image (DEPRECATED)',
  category: 'image/transform',
  schema: 'v3',
  inputs: {
    image: link('IMAGE'),
    width: int(512, 1, 16_384, { step: 1 }),
    height: int(512, 1, 16_384, { step: 1 }),
    x: int(0, 0, 16_384, { step: 1 }),
    y: int(0, 0, 16_384, { step: 1 }),
  },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'crop-image',
    inputs: { image: 'image', width: 'width', height: 'height', x: 'x', y: 'y' },
    fixed: { outside: 'cut' },
    outputs: ['image'],
  },
});
