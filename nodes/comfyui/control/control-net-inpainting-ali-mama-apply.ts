/** ControlNetInpaintingAliMamaApply: both prompts follow the surroundings of a mask. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { controlledPrompts, controlPicture } from './control-picture.ts';

export const controlNetInpaintingAliMamaApply: ComfyNode = defineComfyNode({
  class: 'ControlNetInpaintingAliMamaApply',
  title: 'Apply ControlNet Inpainting (AliMama)',
  category: 'model/conditioning/controlnet',
  schema: 'v3',
  inputs: {
    positive: link('CONDITIONING'),
    negative: link('CONDITIONING'),
    control_net: link('CONTROL_NET'),
    vae: link('VAE'),
    image: link('IMAGE'),
    mask: link('MASK'),
    strength: float(1, 0, 10, { step: 0.01 }),
    start_percent: float(0, 0, 1, { step: 0.001, advanced: true }),
    end_percent: float(1, 0, 1, { step: 0.001, advanced: true }),
  },
  outputs: [
    { type: 'CONDITIONING', name: 'positive' },
    { type: 'CONDITIONING', name: 'negative' },
  ],
  becomes(given, draft) {
    const mask = given.value('mask');
    const image = draft.add('black-out', { image: given.value('image'), mask }).out('image');
    const control = controlPicture(given, draft, given.value('control_net'), image, {
      mask,
      strength: given.value('strength'),
      start: given.value('start_percent'),
      end: given.value('end_percent'),
    });
    return controlledPrompts(given, draft, control).map(wire);
  },
});
