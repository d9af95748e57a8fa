/** LatentUpscaleBy: a latent whose sides are multiplied. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, float, link } from '../../../engine/comfyui/inputs.ts';
import { latentMethod, METHODS } from './latent-method.ts';

export const latentUpscaleBy: ComfyNode = defineComfyNode({
  class: 'LatentUpscaleBy',
  title: 'Upscale Latent By',
  category: 'model/latent',
  inputs: {
    samples: link('LATENT'),
    upscale_method: combo(METHODS),
    scale_by: float(1.5, 0.01, 8, { step: 0.01 }),
  },
  outputs: [{ type: 'LATENT' }],
  becomes: {
    type: 'resize-latent',
    inputs: { samples: 'latent', upscale_method: latentMethod, scale_by: 'factor' },
    fixed: { by: 'factor' },
    implied: ['width', 'height', 'crop'],
    outputs: ['latent'],
  },
});
