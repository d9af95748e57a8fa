/** QwenImageDiffsynthControlnet: a transformer that follows a control picture. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { controlPicture } from './control-picture.ts';

export const qwenImageDiffsynthControlnet: ComfyNode = defineComfyNode({
  class: 'QwenImageDiffsynthControlnet',
  title: 'Apply Qwen Image DiffSynth ControlNet',
  category: 'model/patch/qwen',
  inputs: {
    model: link('MODEL'),
    model_patch: link('MODEL_PATCH'),
    vae: link('VAE'),
    image: link('IMAGE'),
    strength: float(1, -10, 10, { step: 0.01 }),
    mask: link('MASK', { optional: true }),
  },
  outputs: [{ type: 'MODEL' }],
  becomes(given, draft) {
    const control = controlPicture(given, draft, given.value('model_patch'), given.value('image'), {
      strength: given.value('strength'),
      mask: given.value('mask'),
    });
    const patched = draft.add('add-control-to-transformer', { transformer: given.value('model'), control });
    return [wire(patched.out('transformer'))];
  },
});
