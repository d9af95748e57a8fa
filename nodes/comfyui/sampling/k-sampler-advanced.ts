/** KSamplerAdvanced: some of the steps of a schedule, with or without noise at the beginning and the end. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, float, int, link, seed } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { denoised, scheduled } from './loop.ts';
import { dropsPenultimate, ourSampler, samplerName, schedulerName } from './sampling.ts';
import { seedOf } from './seed.ts';

export const kSamplerAdvanced: ComfyNode = defineComfyNode({
  class: 'KSamplerAdvanced',
  title: 'KSampler (Advanced)',
  category: 'model/sampling',
  inputs: {
    model: link('MODEL'),
    add_noise: combo(['enable', 'disable'], { advanced: true }),
    noise_seed: seed(),
    steps: int(20, 1, 10_000),
    cfg: float(8, 0, 100, { step: 0.1, round: 0.01 }),
    sampler_name: samplerName,
    scheduler: schedulerName,
    positive: link('CONDITIONING'),
    negative: link('CONDITIONING'),
    latent_image: link('LATENT'),
    start_at_step: int(0, 0, 10_000, { advanced: true }),
    end_at_step: int(10_000, 0, 10_000, { advanced: true }),
    return_with_leftover_noise: combo(['disable', 'enable'], { advanced: true }),
  },
  outputs: [{ type: 'LATENT' }],
  becomes(given, draft) {
    const sampler = ourSampler(given.constant('sampler_name'));
    const whole = scheduled(given, draft, dropsPenultimate(sampler) ? { dropPenultimate: true } : {});
    const cut = draft.add('cut-schedule', {
      schedule: whole,
      startStep: given.value('start_at_step'),
      endStep: given.value('end_at_step'),
      keepNoise: given.constant('return_with_leftover_noise') === 'enable',
    });
    const latent = denoised(draft, {
      transformer: given.value('model'),
      latent: given.value('latent_image'),
      positive: given.value('positive'),
      negative: given.value('negative'),
      schedule: cut.out('schedule'),
      seed: seedOf(given, 'noise_seed'),
      addNoise: given.constant('add_noise') !== 'disable',
      guidance: given.value('cfg'),
      sampler,
    });
    return [wire(latent)];
  },
});
