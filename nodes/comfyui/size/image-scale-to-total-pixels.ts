/** ImageScaleToTotalPixels: an area, in the aspect ratio of the picture. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, float, int, link } from '../../../engine/comfyui/inputs.ts';
import { METHODS } from './scale-method.ts';

export const imageScaleToTotalPixels = defineComfyNode({
  class: 'ImageScaleToTotalPixels',
  title: 'Scale Image to Total Pixels',
  category: 'image/upscaling',
  schema: 'v3',
  inputs: {
    image: link('IMAGE'),
    upscale_method: combo(METHODS),
    megapixels: float(1, 0.01, 16, { step: 0.01 }),
    resolution_steps: int(1, 1, 256, { advanced: true }),
  },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'scale-to-megapixels',
    inputs: { image: 'image', upscale_method: 'method', megapixels: 'megapixels', resolution_steps: 'multiple' },
    outputs: ['image'],
  },
});
