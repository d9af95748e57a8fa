/** QwenImage21Cache: where ComfyUI keeps what it saves of a run. Here the engine decides that, so it is left out. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, link } from '../../../engine/comfyui/inputs.ts';

export const qwenImage21Cache = defineComfyNode({
  class: 'QwenImage21Cache',
  title: 'QwenImage21Cache',
  category: 'model/patch/qwen',
  schema: 'v3',
  inputs: {
    model: link('MODEL'),
    device: combo(['auto', 'gpu', 'cpu']),
    dtype: combo(['default', 'int8', 'int4']),
  },
  outputs: [{ type: 'MODEL' }],
  becomes: (given) => [given.wire('model')],
});
