/** SetUnionControlNetType: the kind of a control picture. The ones of Qwen-Image see that by themselves. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, link } from '../../../engine/comfyui/inputs.ts';

export const setUnionControlNetType = defineComfyNode({
  class: 'SetUnionControlNetType',
  title: 'Set Union ControlNet Type',
  category: 'model/conditioning/controlnet',
  schema: 'v3',
  inputs: {
    control_net: link('CONTROL_NET'),
    type: combo([
      'auto',
      'openpose',
      'depth',
      'hed/pidi/scribble/ted',
      'canny/lineart/anime_lineart/mlsd',
      'normal',
      'segment',
      'tile',
      'repaint',
    ]),
  },
  outputs: [{ type: 'CONTROL_NET' }],
  becomes: (given) => [given.wire('control_net')],
});
