/** ControlNetLoader: a ControlNet. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { file } from '../../../engine/comfyui/inputs.ts';

export const controlNetLoader = defineComfyNode({
  class: 'ControlNetLoader',
  title: 'Load ControlNet Model',
  category: 'model/loaders',
  inputs: { control_net_name: file('controlnet') },
  outputs: [{ type: 'CONTROL_NET' }],
  becomes: { type: 'load-controlnet', inputs: { control_net_name: 'controlNet' }, outputs: ['controlNet'] },
});
