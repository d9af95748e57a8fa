/** VAELoader: a VAE. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { file } from '../../../engine/comfyui/inputs.ts';

export const vaeLoader = defineComfyNode({
  class: 'VAELoader',
  title: 'Load VAE',
  category: 'model/loaders',
  inputs: { vae_name: file('vae') },
  outputs: [{ type: 'VAE' }],
  becomes: { type: 'load-vae', inputs: { vae_name: 'vae' }, outputs: ['vae'] },
});
