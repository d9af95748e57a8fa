/** Mask to image: a mask as a grey picture, to look at or save. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { IMAGE, MASK } from '../sockets.ts';

export const maskToImage = defineNode({
  type: 'mask-to-image',
  version: 1,
  title: 'Mask to image',
  category: 'mask',
  description: 'Makes a grey picture from a mask.',
  inputs: { mask: { kind: 'socket', socket: MASK, title: 'Mask' } },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run: async ({ mask }) => ({ image: await workOnPixels('imageOfMask', { mask }) }),
});
