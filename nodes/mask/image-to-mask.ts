/** Image to mask: marks the part to paint by the brightness of a picture. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { IMAGE, MASK } from '../sockets.ts';

export const imageToMask = defineNode({
  type: 'image-to-mask',
  version: 2,
  title: 'Image to mask',
  category: 'mask',
  description: 'Makes a mask from the brightness of a picture: white is painted anew, black is kept.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    invert: { kind: 'boolean', default: false, title: 'Invert', tooltip: 'Black is painted, white is kept.' },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  run: async ({ image, invert }) => ({ mask: await workOnPixels('maskOfImage', { image, invert }) }),
});
