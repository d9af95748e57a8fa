/** LatentUpscale: a latent in another size. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, int, link } from '../../../engine/comfyui/inputs.ts';
import { latentMethod, METHODS } from './latent-method.ts';

export const latentUpscale: ComfyNode = defineComfyNode({
  class: 'LatentUpscale',
  title: 'Upscale Latent',
  category: 'model/latent',
  inputs: {
    samples: link('LATENT'),
    upscale_method: combo(METHODS),
    width: int(512, 0, 16_384, { step: 8 }),
    height: int(512, 0, 16_384, { step: 8 }),
    crop: combo(['disabled', 'center']),
  },
  outputs: [{ type: 'LATENT' }],
  becomes: {
    type: 'resize-latent',
    inputs: {
      samples: 'latent',
      upscale_method: latentMethod,
      width: 'width',
      height: 'height',
      crop: { name: 'crop', ours: (crop) => crop === 'center', theirs: (crop) => (crop ? 'center' : 'disabled') },
    },
    fixed: { by: 'size' },
    implied: ['factor'],
    outputs: ['latent'],
  },
});
