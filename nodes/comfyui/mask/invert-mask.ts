/** InvertMask: black for white. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const invertMask = defineComfyNode({
  class: 'InvertMask',
  title: 'Invert Mask',
  category: 'image/mask',
  schema: 'v3',
  inputs: { mask: link('MASK') },
  outputs: [{ type: 'MASK' }],
  becomes: { type: 'invert-mask', inputs: { mask: 'mask' }, outputs: ['mask'] },
});
