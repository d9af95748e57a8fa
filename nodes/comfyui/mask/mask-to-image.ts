/** MaskToImage: a mask as a grey picture. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const maskToImage = defineComfyNode({
  class: 'MaskToImage',
  title: 'Convert Mask to Image',
  category: 'image/mask',
  schema: 'v3',
  inputs: { mask: link('MASK') },
  outputs: [{ type: 'IMAGE' }],
  becomes: { type: 'mask-to-image', inputs: { mask: 'mask' }, outputs: ['image'] },
});
