/** CLIPTextEncode: a prompt. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link, prompt } from '../../../engine/comfyui/inputs.ts';
import { MAX_PROMPT_WINDOW } from '../../../inference/index.ts';

export const clipTextEncode = defineComfyNode({
  class: 'CLIPTextEncode',
  title: 'CLIP Text Encode (Prompt)',
  category: 'model/conditioning',
  inputs: { text: prompt(), clip: link('CLIP') },
  outputs: [{ type: 'CONDITIONING' }],
  becomes: {
    type: 'encode-text',
    inputs: { text: 'prompt', clip: 'textEncoder' },
    fixed: { window: MAX_PROMPT_WINDOW },
    outputs: ['conditioning'],
  },
  from: [
    {
      type: 'encode-text',
      write(ours, out) {
        // Where longer prompts are refused, the window changes no result.
        if (ours.literal('overflow') === 'error') ours.imply('window');
        else ours.expect('window', MAX_PROMPT_WINDOW);
        const encoded = out.add('CLIPTextEncode', { text: ours.value('prompt'), clip: ours.value('textEncoder') });
        return { conditioning: encoded.out(0) };
      },
    },
  ],
});
