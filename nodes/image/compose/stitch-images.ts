/** Stitch images: two pictures as one, side by side. */
import { defineNode } from '../../../engine/graph/define.ts';
import { stitchedSize, workOnPixels } from '../../../inference/index.ts';
import { IMAGE } from '../../sockets.ts';
import { checkPixels } from '../limits.ts';
import { rgbOf } from '../pixels.ts';

export const stitchImages = defineNode({
  type: 'stitch-images',
  version: 1,
  title: 'Stitch images',
  category: 'image',
  description: 'Puts two pictures side by side, or one below the other, as one picture.',
  inputs: {
    first: { kind: 'socket', socket: IMAGE, title: 'First' },
    second: { kind: 'socket', socket: IMAGE, optional: true, title: 'Second' },
    direction: {
      kind: 'choice',
      options: ['right', 'down', 'left', 'up'],
      default: 'right',
      title: 'Direction',
      tooltip: 'Where the second picture lies, seen from the first.',
    },
    match: {
      kind: 'boolean',
      default: true,
      title: 'Match size',
      tooltip: 'Scales the second picture to the side that it shares with the first.',
    },
    gap: { kind: 'int', min: 0, max: 1024, default: 0, title: 'Gap', tooltip: 'Room between the two, in pixels.' },
    colour: {
      kind: 'text',
      default: '#ffffff',
      title: 'Colour',
      tooltip: 'Of the gap, and beside the smaller picture.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ first, second, colour, ...options }) {
    if (!second) return { image: first };
    const size = stitchedSize({ first, second, ...options });
    checkPixels(size.width, size.height);
    return { image: await workOnPixels('stitchImages', { first, second, ...options, colour: rgbOf(colour) }) };
  },
});
