/** UnetLoaderGGUF, of the pack ComfyUI-GGUF: a transformer from a GGUF file. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { file } from '../../../engine/comfyui/inputs.ts';

export const unetLoaderGguf = defineComfyNode({
  class: 'UnetLoaderGGUF',
  title: 'Unet Loader (GGUF)',
  category: 'bootleg',
  inputs: { unet_name: file('diffusion_models', { ending: '.gguf' }) },
  outputs: [{ type: 'MODEL' }],
  becomes: { type: 'load-transformer', inputs: { unet_name: 'transformer' }, outputs: ['transformer'] },
});
