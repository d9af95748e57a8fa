/** ThresholdMask: black and white. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, link } from '../../../engine/comfyui/inputs.ts';

export const thresholdMask = defineComfyNode({
  class: 'ThresholdMask',
  title: 'Threshold Mask',
  category: 'image/mask',
  schema: 'v3',
  inputs: { mask: link('MASK'), value: float(0.5, 0, 1, { step: 0.01 }) },
  outputs: [{ type: 'MASK' }],
  becomes: { type: 'threshold-mask', inputs: { mask: 'mask', value: 'value' }, outputs: ['mask'] },
});
