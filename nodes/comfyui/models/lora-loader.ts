/** LoraLoader: a LoRA of the transformer, and of the text encoder as far as it has a part for it. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { file, float, link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { fileName } from './file-name.ts';

export const loraLoader: ComfyNode = defineComfyNode({
  class: 'LoraLoader',
  title: 'Load LoRA (Model and CLIP)',
  category: 'model/loaders',
  inputs: {
    model: link('MODEL'),
    clip: link('CLIP'),
    lora_name: file('loras'),
    strength_model: float(1, -100, 100, { step: 0.01 }),
    strength_clip: float(1, -100, 100, { step: 0.01 }),
  },
  outputs: [{ type: 'MODEL' }, { type: 'CLIP' }],
  becomes(given, draft) {
    const lora = fileName(given, 'lora_name');
    const transformer = draft.add('load-lora', {
      transformer: given.value('model'),
      lora,
      strength: given.value('strength_model'),
    });
    const textEncoder = draft.add('load-text-encoder-lora', {
      textEncoder: given.value('clip'),
      lora,
      strength: given.value('strength_clip'),
    });
    return [wire(transformer.out('transformer')), wire(textEncoder.out('textEncoder'))];
  },
});
