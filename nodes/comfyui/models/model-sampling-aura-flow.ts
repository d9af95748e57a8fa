/** ModelSamplingAuraFlow: how far schedules of a transformer are bent towards noise. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, link } from '../../../engine/comfyui/inputs.ts';

export const modelSamplingAuraFlow = defineComfyNode({
  class: 'ModelSamplingAuraFlow',
  title: 'ModelSamplingAuraFlow',
  category: 'model/patch',
  inputs: { model: link('MODEL'), shift: float(1.73, 0, 100, { step: 0.01 }) },
  outputs: [{ type: 'MODEL' }],
  becomes: {
    type: 'sampling-shift',
    inputs: { model: 'transformer', shift: 'shift' },
    outputs: ['transformer'],
  },
});
