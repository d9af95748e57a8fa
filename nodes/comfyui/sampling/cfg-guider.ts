/** CFGGuider: both prompts, and the strength of guidance. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, link } from '../../../engine/comfyui/inputs.ts';

export const cfgGuider: ComfyNode = defineComfyNode({
  class: 'CFGGuider',
  title: 'CFG Guider',
  category: 'model/sampling/guiders',
  schema: 'v3',
  inputs: {
    model: link('MODEL'),
    positive: link('CONDITIONING'),
    negative: link('CONDITIONING'),
    cfg: float(8, 0, 100, { step: 0.1, round: 0.01 }),
  },
  outputs: [{ type: 'GUIDER' }],
  becomes: (given) => [
    {
      transformer: given.value('model'),
      positive: given.value('positive'),
      negative: given.value('negative'),
      guidance: given.value('cfg'),
    },
  ],
});
