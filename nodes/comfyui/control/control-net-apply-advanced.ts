/** ControlNetApplyAdvanced: both prompts follow a control picture. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { controlledPrompts, controlPicture } from './control-picture.ts';

export const controlNetApplyAdvanced: ComfyNode = defineComfyNode({
  class: 'ControlNetApplyAdvanced',
  title: 'Apply ControlNet',
  category: 'model/conditioning/controlnet',
  inputs: {
    positive: link('CONDITIONING'),
    negative: link('CONDITIONING'),
    control_net: link('CONTROL_NET'),
    image: link('IMAGE'),
    strength: float(1, 0, 10, { step: 0.01 }),
    start_percent: float(0, 0, 1, { step: 0.001 }),
    end_percent: float(1, 0, 1, { step: 0.001 }),
    vae: link('VAE', { optional: true }),
  },
  outputs: [
    { type: 'CONDITIONING', name: 'positive' },
    { type: 'CONDITIONING', name: 'negative' },
  ],
  becomes(given, draft) {
    const control = controlPicture(given, draft, given.value('control_net'), given.value('image'), {
      strength: given.value('strength'),
      start: given.value('start_percent'),
      end: given.value('end_percent'),
    });
    return controlledPrompts(given, draft, control).map(wire);
  },
});
