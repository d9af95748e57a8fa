/** SamplerCustomAdvanced: a loop whose noise, prompts, sampler and sigmas come from nodes of their own. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { type CustomLoop, customWires } from './custom-loop.ts';

export const samplerCustomAdvanced: ComfyNode = defineComfyNode({
  class: 'SamplerCustomAdvanced',
  title: 'SamplerCustomAdvanced',
  category: 'model/sampling/custom',
  schema: 'v3',
  inputs: {
    noise: link('NOISE'),
    guider: link('GUIDER'),
    sampler: link('SAMPLER'),
    sigmas: link('SIGMAS'),
    latent_image: link('LATENT'),
  },
  outputs: [
    { type: 'LATENT', name: 'output' },
    { type: 'LATENT', name: 'denoised_output' },
  ],
  becomes: (given, draft) =>
    customWires(given, draft, {
      ...given.bundle('guider', ['transformer', 'positive', 'guidance']),
      ...given.bundle('noise', ['seed', 'addNoise']),
      ...given.bundle('sampler', ['sampler']),
    } as CustomLoop),
});
