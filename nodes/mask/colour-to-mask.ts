/** Colour to mask: the part of a picture that has a colour. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { rgbOf } from '../image/pixels.ts';
import { IMAGE, MASK } from '../sockets.ts';

export const colourToMask = defineNode({
  type: 'colour-to-mask',
  version: 1,
  title: 'Colour to mask',
  category: 'mask',
  description: 'Makes a mask that is white where a picture has a colour.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    colour: { kind: 'text', default: '#ffffff', title: 'Colour', tooltip: 'A colour such as #ff8000.' },
    tolerance: {
      kind: 'int',
      min: 0,
      max: 255,
      default: 0,
      title: 'Tolerance',
      tooltip: 'Largest difference in red, green or blue.',
    },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  async run({ image, colour, tolerance }) {
    return { mask: await workOnPixels('maskOfColour', { image, colour: rgbOf(colour), tolerance }) };
  },
});
