/** Black out: hides the part of a picture that an inpainting ControlNet paints. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { IMAGE, MASK } from '../sockets.ts';

/** The middle of the range of pixels, which is 0 for a model. */
const MID_GREY = 128;

export const blackOutNode = defineNode({
  type: 'black-out',
  version: 2,
  title: 'Black out',
  category: 'mask',
  description: 'Makes the white part of a mask black or grey in a picture, for a ControlNet that paints there.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    mask: {
      kind: 'socket',
      socket: MASK,
      title: 'Mask',
      tooltip: 'Any size: it is resized to the picture, and half grey counts as white.',
    },
    colour: {
      kind: 'choice',
      options: ['black', 'grey'],
      default: 'black',
      title: 'Colour',
      tooltip: 'Black for inpainting ControlNets and patches, grey for a Fun ControlNet.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run: async ({ image, mask, colour }) => ({
    image: await workOnPixels('blackOut', { image, mask, grey: colour === 'grey' ? MID_GREY : 0 }),
  }),
});
