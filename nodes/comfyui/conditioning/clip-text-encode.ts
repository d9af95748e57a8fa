/** CLIPTextEncode: a prompt. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link, text } from '../../../engine/comfyui/inputs.ts';

export const clipTextEncode = defineComfyNode({
  class: 'CLIPTextEncode',
  title: 'CLIP Text Encode (Prompt)',
  category: 'model/conditioning',
  inputs: { text: text('', { multiline: true }), clip: link('CLIP') },
  outputs: [{ type: 'CONDITIONING' }],
  becomes: { type: 'encode-text', inputs: { text: 'prompt', clip: 'textEncoder' }, outputs: ['conditioning'] },
});
