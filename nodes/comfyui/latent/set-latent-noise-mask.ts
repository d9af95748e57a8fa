/** SetLatentNoiseMask: the part of a latent that is painted anew. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const setLatentNoiseMask = defineComfyNode({
  class: 'SetLatentNoiseMask',
  title: 'Set Latent Noise Mask',
  category: 'model/latent',
  inputs: { samples: link('LATENT'), mask: link('MASK') },
  outputs: [{ type: 'LATENT' }],
  becomes: { type: 'latent-mask', inputs: { samples: 'latent', mask: 'mask' }, outputs: ['latent'] },
});
