/** Paste image: puts a part back where it was cut out. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGE, MASK, REGION } from '../sockets.ts';
import { withEqualChannels } from './pixels.ts';

export const pasteImage = defineNode({
  type: 'paste-image',
  version: 2,
  title: 'Paste image',
  category: 'image',
  description:
    'Puts a part back into the region of the picture it was cut out of, where a mask is white. ' +
    'Everywhere else the picture stays bit for bit.',
  inputs: {
    below: { kind: 'socket', socket: IMAGE, title: 'Below' },
    above: { kind: 'socket', socket: IMAGE, title: 'Above', tooltip: 'Any size: it is resized to the region.' },
    mask: { kind: 'socket', socket: MASK, title: 'Mask', tooltip: 'The mask of the part, as it was cut out.' },
    region: { kind: 'socket', socket: REGION, title: 'Region' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'inference',
  async run({ below, above, mask, region }, ctx) {
    const { width, height } = region;
    const { image } = await ctx
      .use(INFERENCE)
      .request('resizeImage', { image: above, width, height }, { signal: ctx.signal });
    const [ground, cover] = await withEqualChannels(below, image);
    return { image: await workOnPixels('composite', { below: ground, above: cover, mask, at: region }) };
  },
});
