/** Blur mask: a soft edge, so that what is pasted back shows no seam. */
import { defineNode } from '../../engine/graph/define.ts';
import { maskOf, sharpOfMask } from '../image/pixels.ts';
import { MASK } from '../sockets.ts';

export const blurMask = defineNode({
  type: 'blur-mask',
  version: 1,
  title: 'Blur mask',
  category: 'mask',
  description: 'Softens the edge of a mask. What is grey is mixed when pictures are composited.',
  inputs: {
    mask: { kind: 'socket', socket: MASK, title: 'Mask' },
    sigma: {
      kind: 'float',
      min: 0,
      max: 200,
      step: 0.5,
      default: 4,
      title: 'Sigma',
      tooltip: 'Of the Gaussian, in pixels. Less than 0.3 changes nothing.',
    },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  // sharp blurs from 0.3 on.
  run: async ({ mask, sigma }) => ({
    mask: sigma < 0.3 ? mask : await maskOf(sharpOfMask(mask).blur({ sigma, precision: 'float' })),
  }),
});
