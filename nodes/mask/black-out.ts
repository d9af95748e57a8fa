/** Black out: hides the part of a picture that an inpainting ControlNet paints. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { IMAGE, MASK } from '../sockets.ts';

export const blackOutNode = defineNode({
  type: 'black-out',
  version: 1,
  title: 'Black out',
  category: 'mask',
  description: 'Makes the white part of a mask black in a picture, for an inpainting ControlNet.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    mask: {
      kind: 'socket',
      socket: MASK,
      title: 'Mask',
      tooltip: 'Any size: it is resized to the picture, and half grey counts as white.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run: async ({ image, mask }) => ({ image: await workOnPixels('blackOut', { image, mask }) }),
});
