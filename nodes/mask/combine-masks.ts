/** Combine masks: one laid on another. */
import { defineNode } from '../../engine/graph/define.ts';
import { MASK_COMBINATIONS, workOnPixels } from '../../inference/index.ts';
import { MASK } from '../sockets.ts';

const AT = { kind: 'int', min: 0, max: 16_384, default: 0, tooltip: 'In pixels.' } as const;

export const combineMasks = defineNode({
  type: 'combine-masks',
  version: 1,
  title: 'Combine masks',
  category: 'mask',
  description: 'Lays a mask on another and combines their values. What reaches out of the lower one is cut off.',
  inputs: {
    below: { kind: 'socket', socket: MASK, title: 'Below' },
    above: { kind: 'socket', socket: MASK, title: 'Above' },
    x: { ...AT, title: 'Left' },
    y: { ...AT, title: 'Top' },
    combination: {
      kind: 'choice',
      options: MASK_COMBINATIONS,
      default: 'add',
      title: 'Combination',
      tooltip: 'and, or, xor: half grey counts as white, and the result is black and white.',
    },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  run: async ({ below, above, x, y, combination }) => ({
    mask: await workOnPixels('combineMasks', { below, above, combination, at: { x, y } }),
  }),
});
