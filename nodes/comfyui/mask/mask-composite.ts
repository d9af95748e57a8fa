/** MaskComposite: one mask laid on another. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, int, link } from '../../../engine/comfyui/inputs.ts';
import { MASK_COMBINATIONS } from '../../../inference/index.ts';

export const maskComposite = defineComfyNode({
  class: 'MaskComposite',
  title: 'Combine Masks',
  category: 'image/mask',
  schema: 'v3',
  inputs: {
    destination: link('MASK'),
    source: link('MASK'),
    x: int(0, 0, 16_384, { step: 1 }),
    y: int(0, 0, 16_384, { step: 1 }),
    operation: combo(MASK_COMBINATIONS),
  },
  outputs: [{ type: 'MASK' }],
  becomes: {
    type: 'combine-masks',
    inputs: { destination: 'below', source: 'above', x: 'x', y: 'y', operation: 'combination' },
    outputs: ['mask'],
  },
});
