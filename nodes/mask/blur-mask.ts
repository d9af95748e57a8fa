/** Blur mask: a soft edge, so that a pasted part shows no seam. */
import { defineNode } from '../../engine/graph/define.ts';
import { maskOf, sharpOfMask } from '../image/pixels.ts';
import { MASK } from '../sockets.ts';

export const blurMask = defineNode({
  type: 'blur-mask',
  version: 1,
  title: 'Blur mask',
  category: 'mask',
  description: 'Softens the edge of a mask. Where it is grey, compositing mixes the pictures.',
  inputs: {
    mask: { kind: 'socket', socket: MASK, title: 'Mask' },
    sigma: {
      kind: 'float',
      min: 0,
      max: 200,
      step: 0.5,
      default: 4,
      title: 'Sigma',
      tooltip: 'Standard deviation of the Gaussian, in pixels. Less than 0.3 changes nothing.',
    },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  // Below 0.3 sharp refuses to blur.
  run: async ({ mask, sigma }) => ({
    mask: sigma < 0.3 ? mask : await maskOf(sharpOfMask(mask).blur({ sigma, precision: 'float' })),
  }),
});
