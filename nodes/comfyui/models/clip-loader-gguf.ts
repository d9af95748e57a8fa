/** CLIPLoaderGGUF, of the pack ComfyUI-GGUF: a text encoder from a GGUF or safetensors file. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, file } from '../../../engine/comfyui/inputs.ts';

export const clipLoaderGguf = defineComfyNode({
  class: 'CLIPLoaderGGUF',
  title: 'CLIPLoader (GGUF)',
  category: 'bootleg',
  inputs: {
    clip_name: file('text_encoders'),
    type: combo(['qwen_image']),
  },
  outputs: [{ type: 'CLIP' }],
  becomes: { type: 'load-text-encoder', inputs: { clip_name: 'textEncoder' }, outputs: ['textEncoder'] },
});
