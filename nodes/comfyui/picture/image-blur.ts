/** ImageBlur: a Gaussian over a window. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, int, link } from '../../../engine/comfyui/inputs.ts';

export const imageBlur = defineComfyNode({
  class: 'ImageBlur',
  title: 'Blur Image',
  category: 'image/filters',
  schema: 'v3',
  inputs: { image: link('IMAGE'), blur_radius: int(1, 1, 31, { step: 1 }), sigma: float(1, 0.1, 10, { step: 0.1 }) },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'blur-image',
    inputs: { image: 'image', blur_radius: 'radius', sigma: 'sigma' },
    outputs: ['image'],
  },
});
