/** Composite image: one picture over another, through a mask. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { IMAGE, MASK } from '../sockets.ts';
import { withEqualChannels } from './pixels.ts';

export const compositeImage = defineNode({
  type: 'composite-image',
  version: 2,
  title: 'Composite image',
  category: 'image',
  description:
    'Puts one picture over another where the mask is white, and mixes them where it is grey. ' +
    'Where it is black, the lower picture stays bit for bit. Transparency is mixed too.',
  inputs: {
    below: { kind: 'socket', socket: IMAGE, title: 'Below' },
    above: { kind: 'socket', socket: IMAGE, title: 'Above' },
    mask: {
      kind: 'socket',
      socket: MASK,
      title: 'Mask',
      tooltip: 'Any size: it is stretched over the pictures, nearest pixel.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ below, above, mask }) {
    if (above.width !== below.width || above.height !== below.height) {
      throw new RangeError(
        `The pictures differ in size: below ${below.width} x ${below.height}, above ${above.width} x ${above.height}`,
      );
    }
    const [ground, cover] = await withEqualChannels(below, above);
    return { image: await workOnPixels('composite', { below: ground, above: cover, mask }) };
  },
});
