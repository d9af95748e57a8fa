/** TextEncodeQwenImageEdit: an instruction about one picture. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link, prompt } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { encodedEdit, encodedText, scaledToArea } from './show-pictures.ts';

/** Side of the square whose area the picture is scaled to, for both models. */
const SIDE = 1024;

export const textEncodeQwenImageEdit: ComfyNode = defineComfyNode({
  class: 'TextEncodeQwenImageEdit',
  title: 'TextEncodeQwenImageEdit',
  category: 'model/conditioning/qwen image',
  schema: 'v3',
  inputs: {
    clip: link('CLIP'),
    prompt: prompt(),
    vae: link('VAE', { optional: true }),
    image: link('IMAGE', { optional: true }),
  },
  outputs: [{ type: 'CONDITIONING' }],
  becomes(given, draft) {
    if (!given.has('image')) return [wire(encodedText(given, draft))];
    const image = scaledToArea(draft, given.value('image'), SIDE, 1);
    return [wire(encodedEdit(given, draft, [{ image, reference: image }], 'one'))];
  },
});
