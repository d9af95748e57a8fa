/** Invert image: the negative of a picture. */
import { defineNode } from '../../../engine/graph/define.ts';
import { IMAGE } from '../../sockets.ts';
import { pixelsOf, sharpOf } from '../pixels.ts';

export const invertImage = defineNode({
  type: 'invert-image',
  version: 1,
  title: 'Invert image',
  category: 'image',
  description: 'Makes the negative of a picture. Transparency stays.',
  inputs: { image: { kind: 'socket', socket: IMAGE, title: 'Image' } },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run: async ({ image }) => ({ image: await pixelsOf(sharpOf(image).negate({ alpha: false })) }),
});
