/** ImageScaleToMaxDimension: a length for the longer side. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, int, link } from '../../../engine/comfyui/inputs.ts';

/** ComfyUI offers them in this order, and one of them twice. */
const ORDER = ['area', 'lanczos', 'bilinear', 'nearest-exact', 'bilinear', 'bicubic'] as const;

export const imageScaleToMaxDimension = defineComfyNode({
  class: 'ImageScaleToMaxDimension',
  title: 'Scale Image to Max Dimension',
  category: 'image/upscaling',
  schema: 'v3',
  inputs: { image: link('IMAGE'), upscale_method: combo(ORDER), largest_size: int(512, 0, 16_384, { step: 1 }) },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'scale-to-side',
    inputs: { image: 'image', upscale_method: 'method', largest_size: 'pixels' },
    fixed: { side: 'longer' },
    outputs: ['image'],
  },
});
