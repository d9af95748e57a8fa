/** ImageColorToMask: white where a picture has a colour. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';
import { ourColour, theirColour } from '../colour.ts';

export const imageColorToMask = defineComfyNode({
  class: 'ImageColorToMask',
  title: 'Convert Image Color to Mask',
  category: 'image/mask',
  schema: 'v3',
  inputs: { image: link('IMAGE'), color: int(0, 0, 0xff_ff_ff, { step: 1 }) },
  outputs: [{ type: 'MASK' }],
  becomes: {
    type: 'colour-to-mask',
    inputs: { image: 'image', color: { name: 'colour', ours: ourColour, theirs: theirColour } },
    fixed: { tolerance: 0 },
    outputs: ['mask'],
  },
});
