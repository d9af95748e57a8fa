/** JoinImageWithAlpha: a picture that is transparent where a mask is white. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const joinImageWithAlpha = defineComfyNode({
  class: 'JoinImageWithAlpha',
  title: 'Join Image with Alpha',
  category: 'image/compositing',
  schema: 'v3',
  inputs: { image: link('IMAGE'), alpha: link('MASK') },
  outputs: [{ type: 'IMAGE' }],
  becomes: { type: 'join-transparency', inputs: { image: 'image', alpha: 'mask' }, outputs: ['image'] },
});
