/** Paste image: puts a part back where it was cut out. */
import { defineNode } from '../../engine/graph/define.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGE, MASK, REGION } from '../sockets.ts';
import { composite } from './composite.ts';

export const pasteImage = defineNode({
  type: 'paste-image',
  version: 1,
  title: 'Paste image',
  category: 'image',
  description:
    'Puts a picture into the region of another it was cut out of, where a mask is white. Everywhere else not a bit of the other changes.',
  inputs: {
    below: { kind: 'socket', socket: IMAGE, title: 'Below' },
    above: { kind: 'socket', socket: IMAGE, title: 'Above', tooltip: 'Of any size: it is resized to the region.' },
    mask: { kind: 'socket', socket: MASK, title: 'Mask', tooltip: 'Of the part, as it was cut out.' },
    region: { kind: 'socket', socket: REGION, title: 'Region' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'inference',
  async run({ below, above, mask, region }, ctx) {
    const { width, height } = region;
    const { image } = await ctx
      .use(INFERENCE)
      .request('resizeImage', { image: above, width, height }, { signal: ctx.signal });
    return { image: composite(below, image, mask, region) };
  },
});
