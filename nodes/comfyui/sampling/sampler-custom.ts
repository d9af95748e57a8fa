/** SamplerCustom: a loop whose sampler and sigmas come from nodes of their own. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, float, link, seed } from '../../../engine/comfyui/inputs.ts';
import { type CustomLoop, customWires } from './custom-loop.ts';
import { seedOf } from './seed.ts';

export const samplerCustom: ComfyNode = defineComfyNode({
  class: 'SamplerCustom',
  title: 'SamplerCustom',
  category: 'model/sampling/custom',
  schema: 'v3',
  inputs: {
    model: link('MODEL'),
    add_noise: boolean(true, { advanced: true }),
    noise_seed: seed(),
    cfg: float(8, 0, 100, { step: 0.1, round: 0.01 }),
    positive: link('CONDITIONING'),
    negative: link('CONDITIONING'),
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
      transformer: given.value('model'),
      positive: given.value('positive'),
      negative: given.value('negative'),
      guidance: given.value('cfg'),
      seed: seedOf(given, 'noise_seed'),
      addNoise: given.value('add_noise'),
      ...given.bundle('sampler', ['sampler']),
    } as CustomLoop),
});
