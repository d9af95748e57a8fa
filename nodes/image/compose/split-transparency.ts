/** Split transparency: the colours of a picture, and where it is transparent. */
import { defineNode } from '../../../engine/graph/define.ts';
import { IMAGE, MASK } from '../../sockets.ts';
import { transparencyOf, withoutTransparency } from '../decode.ts';

export const splitTransparency = defineNode({
  type: 'split-transparency',
  version: 1,
  title: 'Split transparency',
  category: 'image',
  description: 'Splits a picture into its colours and a mask of its transparency.',
  inputs: { image: { kind: 'socket', socket: IMAGE, title: 'Image' } },
  outputs: {
    image: { socket: IMAGE, title: 'Image' },
    mask: { socket: MASK, title: 'Mask', tooltip: 'White where the picture is transparent.' },
  },
  run: async ({ image }) => ({ image: await withoutTransparency(image), mask: await transparencyOf(image) }),
});
