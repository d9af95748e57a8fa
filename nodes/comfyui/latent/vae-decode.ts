/** VAEDecode: from latent to picture; a latent of several layers becomes several pictures. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const vaeDecode = defineComfyNode({
  class: 'VAEDecode',
  title: 'VAE Decode',
  category: 'model/latent',
  inputs: { samples: link('LATENT'), vae: link('VAE') },
  outputs: [{ type: 'IMAGE' }],
  becomes: { type: 'decode-latent', inputs: { samples: 'latent', vae: 'vae' }, outputs: ['image'] },
});
