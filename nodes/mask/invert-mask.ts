/** Invert mask: swaps the painted part and the kept part. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { MASK } from '../sockets.ts';

export const invertMask = defineNode({
  type: 'invert-mask',
  version: 1,
  title: 'Invert mask',
  category: 'mask',
  description: 'Turns white into black and black into white.',
  inputs: { mask: { kind: 'socket', socket: MASK, title: 'Mask' } },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  run: async ({ mask }) => ({ mask: await workOnPixels('invertMask', { mask }) }),
});
