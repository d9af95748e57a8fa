/** FluxKontextImageScale: the nearest of 17 sizes of a megapixel. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const fluxKontextImageScale = defineComfyNode({
  class: 'FluxKontextImageScale',
  title: 'FluxKontextImageScale',
  category: 'model/conditioning/flux',
  schema: 'v3',
  inputs: { image: link('IMAGE') },
  outputs: [{ type: 'IMAGE' }],
  becomes: { type: 'fit-trained-size', inputs: { image: 'image' }, outputs: ['image'] },
});
