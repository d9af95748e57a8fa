/** Colour to mask: the part of a picture that has a colour. */
import { defineNode } from '../../engine/graph/define.ts';
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
  run({ image: { width, height, channels, data }, colour, tolerance }) {
    const wanted = rgbOf(colour);
    const isNear = (pixel: number): boolean =>
      wanted.every((value, channel) => Math.abs((data[pixel * channels + channel] ?? 0) - value) <= tolerance);
    return {
      mask: {
        width,
        height,
        data: Uint8Array.from({ length: width * height }, (_, pixel) => (isNear(pixel) ? 255 : 0)),
      },
    };
  },
});
