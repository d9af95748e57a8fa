/** Grow mask: paints a little more, or less, than was marked. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { MASK } from '../sockets.ts';

export const growMask = defineNode({
  type: 'grow-mask',
  version: 1,
  title: 'Grow mask',
  category: 'mask',
  description:
    'Widens the white of a mask by a number of pixels on every side; a negative number narrows it. ' +
    'Beyond its edges the mask counts as continued.',
  inputs: {
    mask: { kind: 'socket', socket: MASK, title: 'Mask' },
    pixels: { kind: 'int', min: -16_384, max: 16_384, default: 8, title: 'Pixels' },
    corners: {
      kind: 'choice',
      options: ['square', 'tapered'],
      default: 'square',
      title: 'Corners',
      tooltip: 'tapered: cuts corners off, as it counts steps up, down, left and right.',
    },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  run: async ({ mask, pixels, corners }) => ({
    mask: await workOnPixels(corners === 'tapered' ? 'growTapered' : 'growMask', { mask, pixels }),
  }),
});
