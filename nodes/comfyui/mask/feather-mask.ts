/** FeatherMask: fades towards the edges. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';

export const featherMask = defineComfyNode({
  class: 'FeatherMask',
  title: 'Feather Mask',
  category: 'image/mask',
  schema: 'v3',
  inputs: {
    mask: link('MASK'),
    left: int(0, 0, 16_384, { step: 1 }),
    top: int(0, 0, 16_384, { step: 1 }),
    right: int(0, 0, 16_384, { step: 1 }),
    bottom: int(0, 0, 16_384, { step: 1 }),
  },
  outputs: [{ type: 'MASK' }],
  becomes: {
    type: 'feather-mask',
    inputs: { mask: 'mask', left: 'left', top: 'top', right: 'right', bottom: 'bottom' },
    outputs: ['mask'],
  },
});
