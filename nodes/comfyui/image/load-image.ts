/** LoadImage: a picture of the input folder, and a mask of what is transparent in it. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { picture } from '../../../engine/comfyui/inputs.ts';

export const loadImage = defineComfyNode({
  class: 'LoadImage',
  title: 'Load Image',
  category: 'image',
  inputs: { image: picture() },
  outputs: [{ type: 'IMAGE' }, { type: 'MASK' }],
  becomes: { type: 'load-image', inputs: { image: 'image' }, fixed: { alpha: false }, outputs: ['image', 'mask'] },
});
