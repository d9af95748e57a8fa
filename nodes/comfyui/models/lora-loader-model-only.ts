/** LoraLoaderModelOnly: a LoRA of the transformer. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { file, float, link } from '../../../engine/comfyui/inputs.ts';

export const loraLoaderModelOnly = defineComfyNode({
  class: 'LoraLoaderModelOnly',
  title: 'Load LoRA',
  category: 'model/loaders',
  inputs: {
    model: link('MODEL'),
    lora_name: file('loras'),
    strength_model: float(1, -100, 100, { step: 0.01 }),
  },
  outputs: [{ type: 'MODEL' }],
  becomes: {
    type: 'load-lora',
    inputs: { model: 'transformer', lora_name: 'lora', strength_model: 'strength' },
    outputs: ['transformer'],
  },
});
