/** ImageScale: a width and height, of which 0 follows from the other. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, int, link } from '../../../engine/comfyui/inputs.ts';
import { CROPS, fit, kernel, METHODS } from './scale-method.ts';

export const imageScale = defineComfyNode({
  class: 'ImageScale',
  title: 'Upscale Image',
  category: 'image/upscaling',
  inputs: {
    image: link('IMAGE'),
    upscale_method: combo(METHODS),
    width: int(512, 0, 16_384, { step: 1 }),
    height: int(512, 0, 16_384, { step: 1 }),
    crop: combo(CROPS),
  },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'resize-image',
    inputs: { image: 'image', upscale_method: kernel, width: 'width', height: 'height', crop: fit },
    outputs: ['image'],
  },
});
