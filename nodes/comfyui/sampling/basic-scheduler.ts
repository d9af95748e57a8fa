/** BasicScheduler: the noise levels of a loop. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, int, link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { scheduled } from './loop.ts';
import { schedulerName } from './sampling.ts';

export const basicScheduler: ComfyNode = defineComfyNode({
  class: 'BasicScheduler',
  title: 'BasicScheduler',
  category: 'model/sampling/schedulers',
  schema: 'v3',
  inputs: {
    model: link('MODEL'),
    scheduler: schedulerName,
    steps: int(20, 1, 10_000),
    denoise: float(1, 0, 1, { step: 0.01 }),
  },
  outputs: [{ type: 'SIGMAS' }],
  becomes: (given, draft) => [wire(scheduled(given, draft, { denoise: given.value('denoise') }))],
});
