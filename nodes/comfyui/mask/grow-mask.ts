/** GrowMask: wider, or narrower. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, int, link } from '../../../engine/comfyui/inputs.ts';

function corners(theirs: unknown): string {
  return theirs === false ? 'square' : 'tapered';
}

function isTapered(ours: unknown): boolean {
  return ours === 'tapered';
}

export const growMask = defineComfyNode({
  class: 'GrowMask',
  title: 'Grow Mask',
  category: 'image/mask',
  schema: 'v3',
  inputs: {
    mask: link('MASK'),
    expand: int(0, -16_384, 16_384, { step: 1 }),
    tapered_corners: boolean(true, { advanced: true }),
  },
  outputs: [{ type: 'MASK' }],
  becomes: {
    type: 'grow-mask',
    inputs: { mask: 'mask', expand: 'pixels', tapered_corners: { name: 'corners', ours: corners, theirs: isTapered } },
    outputs: ['mask'],
  },
});
