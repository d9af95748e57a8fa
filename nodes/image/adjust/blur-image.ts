/** Blur image: a Gaussian over a window of a fixed size. */
import { defineNode } from '../../../engine/graph/define.ts';
import { workOnPixels } from '../../../inference/index.ts';
import { IMAGE } from '../../sockets.ts';

export const blurImage = defineNode({
  type: 'blur-image',
  version: 1,
  title: 'Blur image',
  category: 'image',
  description: 'Blurs a picture.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    radius: { kind: 'int', min: 1, max: 31, default: 1, title: 'Radius', tooltip: 'Pixels on each side that count.' },
    sigma: {
      kind: 'float',
      min: 0.1,
      max: 10,
      step: 0.1,
      default: 1,
      title: 'Sigma',
      tooltip: 'Standard deviation of the Gaussian as a share of the radius: a large one counts all pixels alike.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run: async ({ image, radius, sigma }) => ({ image: await workOnPixels('blurImage', { image, radius, sigma }) }),
});
