/** ConditioningZeroOut: a prompt that says nothing. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const conditioningZeroOut = defineComfyNode({
  class: 'ConditioningZeroOut',
  title: 'Conditioning Zero Out',
  category: 'model/conditioning/transform',
  inputs: { conditioning: link('CONDITIONING') },
  outputs: [{ type: 'CONDITIONING' }],
  becomes: { type: 'zero-conditioning', inputs: { conditioning: 'conditioning' }, outputs: ['conditioning'] },
});
