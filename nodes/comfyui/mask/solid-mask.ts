/** SolidMask: one value everywhere. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, int } from '../../../engine/comfyui/inputs.ts';

export const solidMask = defineComfyNode({
  class: 'SolidMask',
  title: 'Create Solid Mask',
  category: 'image/mask',
  schema: 'v3',
  inputs: {
    value: float(1, 0, 1, { step: 0.01 }),
    width: int(512, 1, 16_384, { step: 1 }),
    height: int(512, 1, 16_384, { step: 1 }),
  },
  outputs: [{ type: 'MASK' }],
  becomes: { type: 'plain-mask', inputs: { value: 'value', width: 'width', height: 'height' }, outputs: ['mask'] },
});
