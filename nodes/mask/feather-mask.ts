/** Feather mask: fades a mask towards its edges. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { MASK } from '../sockets.ts';

const SIDE = { kind: 'int', min: 0, max: 16_384, default: 0, tooltip: 'Pixels that fade to black.' } as const;

export const featherMask = defineNode({
  type: 'feather-mask',
  version: 1,
  title: 'Feather mask',
  category: 'mask',
  description: 'Fades a mask to black towards its edges.',
  inputs: {
    mask: { kind: 'socket', socket: MASK, title: 'Mask' },
    left: { ...SIDE, title: 'Left' },
    top: { ...SIDE, title: 'Top' },
    right: { ...SIDE, title: 'Right' },
    bottom: { ...SIDE, title: 'Bottom' },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  run: async ({ mask, ...sides }) => ({ mask: await workOnPixels('featherMask', { mask, sides }) }),
});
