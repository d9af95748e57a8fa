/** BasicGuider: a prompt without guidance. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const basicGuider: ComfyNode = defineComfyNode({
  class: 'BasicGuider',
  title: 'Basic Guider',
  category: 'model/sampling/guiders',
  schema: 'v3',
  inputs: { model: link('MODEL'), conditioning: link('CONDITIONING') },
  outputs: [{ type: 'GUIDER' }],
  becomes: (given) => [{ transformer: given.value('model'), positive: given.value('conditioning'), guidance: 1 }],
});
