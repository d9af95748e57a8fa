/** ImageCompositeMasked: one picture laid on another. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, int, link } from '../../../engine/comfyui/inputs.ts';

export const imageCompositeMasked = defineComfyNode({
  class: 'ImageCompositeMasked',
  title: 'Image Composite Masked',
  category: 'image/compositing',
  schema: 'v3',
  inputs: {
    destination: link('IMAGE'),
    source: link('IMAGE'),
    x: int(0, 0, 16_384, { step: 1 }),
    y: int(0, 0, 16_384, { step: 1 }),
    resize_source: boolean(false),
    mask: link('MASK', { optional: true }),
  },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'place-image',
    inputs: { destination: 'below', source: 'above', x: 'x', y: 'y', resize_source: 'stretch', mask: 'mask' },
    outputs: ['image'],
  },
});
