/** ImageToMask: a channel of a picture. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, link } from '../../../engine/comfyui/inputs.ts';

export const imageToMask = defineComfyNode({
  class: 'ImageToMask',
  title: 'Convert Image to Mask',
  category: 'image/mask',
  schema: 'v3',
  inputs: { image: link('IMAGE'), channel: combo(['red', 'green', 'blue', 'alpha']) },
  outputs: [{ type: 'MASK' }],
  becomes: {
    type: 'image-to-mask',
    inputs: { image: 'image', channel: 'channel' },
    fixed: { invert: false },
    outputs: ['mask'],
  },
});
