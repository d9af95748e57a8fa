/** ModelPatchLoader: a patch of a transformer that follows a control picture. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { file } from '../../../engine/comfyui/inputs.ts';

export const modelPatchLoader = defineComfyNode({
  class: 'ModelPatchLoader',
  title: 'Load Model Patch',
  category: 'model/loaders',
  inputs: { name: file('model_patches') },
  outputs: [{ type: 'MODEL_PATCH' }],
  becomes: { type: 'load-controlnet', inputs: { name: 'controlNet' }, outputs: ['controlNet'] },
});
