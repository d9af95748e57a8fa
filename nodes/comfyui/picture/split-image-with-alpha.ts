/** SplitImageWithAlpha: the colours of a picture, and where it is transparent. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const splitImageWithAlpha = defineComfyNode({
  class: 'SplitImageWithAlpha',
  title: 'Split Image with Alpha',
  category: 'image/compositing',
  schema: 'v3',
  inputs: { image: link('IMAGE') },
  outputs: [{ type: 'IMAGE' }, { type: 'MASK' }],
  becomes: { type: 'split-transparency', inputs: { image: 'image' }, outputs: ['image', 'mask'] },
});
