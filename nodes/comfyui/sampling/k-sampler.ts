/** KSampler: a schedule, and a denoise loop over it. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { Unwritable } from '../../../engine/comfyui/export/ours.ts';
import { float, int, link, seed } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { denoised, scheduled } from './loop.ts';
import { dropsPenultimate, ourSampler, samplerName, schedulerName } from './sampling.ts';
import { seedOf } from './seed.ts';
import { writeGuidance, writeLevels, writeSampler } from './write-sampling.ts';

export const kSampler: ComfyNode = defineComfyNode({
  class: 'KSampler',
  title: 'KSampler',
  category: 'model/sampling',
  inputs: {
    model: link('MODEL'),
    seed: seed(),
    steps: int(20, 1, 10_000),
    cfg: float(8, 0, 100, { step: 0.1, round: 0.01 }),
    sampler_name: samplerName,
    scheduler: schedulerName,
    positive: link('CONDITIONING'),
    negative: link('CONDITIONING'),
    latent_image: link('LATENT'),
    denoise: float(1, 0, 1, { step: 0.01 }),
  },
  outputs: [{ type: 'LATENT' }],
  becomes(given, draft) {
    // Nothing is left to do.
    if (given.value('denoise') === 0) return [given.wire('latent_image')];
    const sampler = ourSampler(given.constant('sampler_name'));
    const latent = denoised(draft, {
      transformer: given.value('model'),
      latent: given.value('latent_image'),
      positive: given.value('positive'),
      negative: given.value('negative'),
      schedule: scheduled(given, draft, {
        denoise: given.value('denoise'),
        ...(dropsPenultimate(sampler) ? { dropPenultimate: true } : {}),
      }),
      seed: seedOf(given, 'seed'),
      guidance: given.value('cfg'),
      sampler,
    });
    return [wire(latent)];
  },
  from: [
    {
      type: 'denoise',
      write(denoise, out) {
        const schedule = denoise.source('schedule', 'schedule');
        if (!schedule) throw new Unwritable(`node "${denoise.id}", schedule: KSampler has its own schedule`);
        const sampler = writeSampler(denoise);
        const { model, ...levels } = writeLevels(schedule, out, denoise);
        const added = out.add('KSampler', {
          model,
          seed: denoise.value('seed'),
          sampler_name: sampler,
          ...levels,
          ...writeGuidance(denoise),
          latent_image: denoise.value('latent'),
        });
        schedule.expect('dropPenultimate', dropsPenultimate(sampler));
        return { latent: added.out(0) };
      },
    },
  ],
});
