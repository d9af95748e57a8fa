/** ImageFlip: mirrored upside down, or left to right. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, link } from '../../../engine/comfyui/inputs.ts';
import { choiceNamed } from '../choice-named.ts';

const MIRRORS: Readonly<Record<string, string>> = {
  'x-axis: vertically': 'top-bottom',
  'y-axis: horizontally': 'left-right',
};

export const imageFlip = defineComfyNode({
  class: 'ImageFlip',
  title: 'Flip Image',
  category: 'image/transform',
  schema: 'v3',
  inputs: { image: link('IMAGE'), flip_method: combo(Object.keys(MIRRORS)) },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'turn-image',
    inputs: { image: 'image', flip_method: choiceNamed('mirror', MIRRORS) },
    fixed: { turn: '0' },
    outputs: ['image'],
  },
});
