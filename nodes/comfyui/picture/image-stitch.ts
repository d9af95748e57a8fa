/** ImageStitch: two pictures side by side. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, combo, int, link } from '../../../engine/comfyui/inputs.ts';
import { choiceNamed } from '../choice-named.ts';

const COLOURS: Readonly<Record<string, string>> = {
  white: '#ffffff',
  black: '#000000',
  red: '#ff0000',
  green: '#00ff00',
  blue: '#0000ff',
};

export const imageStitch = defineComfyNode({
  class: 'ImageStitch',
  title: 'Stitch Images',
  category: 'image/transform',
  schema: 'v3',
  inputs: {
    image1: link('IMAGE'),
    direction: combo(['right', 'down', 'left', 'up'], { default: 'right' }),
    match_image_size: boolean(true),
    spacing_width: int(0, 0, 1024, { step: 2, advanced: true }),
    spacing_color: combo(Object.keys(COLOURS), { default: 'white', advanced: true }),
    image2: link('IMAGE', { optional: true }),
  },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'stitch-images',
    inputs: {
      image1: 'first',
      direction: 'direction',
      match_image_size: 'match',
      spacing_width: 'gap',
      spacing_color: choiceNamed('colour', COLOURS),
      image2: 'second',
    },
    outputs: ['image'],
  },
});
