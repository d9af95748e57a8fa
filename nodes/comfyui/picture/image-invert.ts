/** ImageInvert: the negative. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const imageInvert = defineComfyNode({
  class: 'ImageInvert',
  title: 'Invert Image Colors',
  category: 'image/color',
  inputs: { image: link('IMAGE') },
  outputs: [{ type: 'IMAGE' }],
  becomes: { type: 'invert-image', inputs: { image: 'image' }, outputs: ['image'] },
});
