/** Join transparency: a picture that is transparent where a mask is white. */
import { defineNode } from '../../../engine/graph/define.ts';
import { workOnPixels } from '../../../inference/index.ts';
import { IMAGE, MASK } from '../../sockets.ts';

export const joinTransparency = defineNode({
  type: 'join-transparency',
  version: 1,
  title: 'Join transparency',
  category: 'image',
  description: 'Makes a picture transparent where a mask is white.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    mask: { kind: 'socket', socket: MASK, title: 'Mask', tooltip: 'White is transparent. Any size: it is stretched.' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run: async ({ image, mask }) => ({ image: await workOnPixels('joinTransparency', { image, mask }) }),
});
