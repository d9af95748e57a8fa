/** VAEEncode: from picture to latent. Edges that fill no latent pixel are cut off. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const vaeEncode = defineComfyNode({
  class: 'VAEEncode',
  title: 'VAE Encode',
  category: 'model/latent',
  inputs: { pixels: link('IMAGE'), vae: link('VAE') },
  outputs: [{ type: 'LATENT' }],
  becomes: {
    type: 'encode-image',
    inputs: { pixels: 'image', vae: 'vae' },
    fixed: { crop: true },
    outputs: ['latent'],
  },
});
