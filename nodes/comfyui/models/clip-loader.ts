/** CLIPLoader: a text encoder. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, file } from '../../../engine/comfyui/inputs.ts';
import { notGguf } from './file-name.ts';

export const clipLoader = defineComfyNode({
  class: 'CLIPLoader',
  title: 'Load CLIP',
  category: 'model/loaders',
  inputs: {
    clip_name: file('text_encoders'),
    // Families whose text encoders Inkloom runs; the file itself says which one it is.
    type: combo(['qwen_image']),
    device: combo(['default', 'cpu'], { optional: true, advanced: true }),
  },
  outputs: [{ type: 'CLIP' }],
  becomes: { type: 'load-text-encoder', inputs: { clip_name: notGguf('textEncoder') }, outputs: ['textEncoder'] },
});
