/** ImageScaleBy: both sides times a factor. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, float, link } from '../../../engine/comfyui/inputs.ts';
import { METHODS } from './scale-method.ts';

export const imageScaleBy = defineComfyNode({
  class: 'ImageScaleBy',
  title: 'Upscale Image By',
  category: 'image/upscaling',
  inputs: { image: link('IMAGE'), upscale_method: combo(METHODS), scale_by: float(1, 0.01, 8, { step: 0.01 }) },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'scale-by-factor',
    inputs: { image: 'image', upscale_method: 'method', scale_by: 'factor' },
    outputs: ['image'],
  },
});
