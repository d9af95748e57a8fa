/** Scale to megapixels: an area, in the aspect ratio of the picture. */
import { defineNode } from '../../../engine/graph/define.ts';
import { knownNumber, knownPicture } from '../../foresight.ts';
import { IMAGE } from '../../sockets.ts';
import { METHOD, stretchTo } from './scale-method.ts';
import { sizeByArea } from './target-size.ts';

export const scaleToMegapixels = defineNode({
  type: 'scale-to-megapixels',
  version: 1,
  title: 'Scale to megapixels',
  category: 'image',
  description: 'Scales a picture to an area; the aspect ratio stays, up to the multiple of its sides.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    megapixels: {
      kind: 'float',
      min: 0.01,
      max: 16,
      step: 0.01,
      default: 1,
      title: 'Megapixels',
      tooltip: 'One has 1024 x 1024 pixels.',
    },
    multiple: { kind: 'int', min: 1, max: 256, default: 1, title: 'Multiple', tooltip: 'Of which both sides are.' },
    method: METHOD,
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  foresee({ image, megapixels, multiple }) {
    const [size, area, of] = [knownPicture(image), knownNumber(megapixels), knownNumber(multiple)];
    return { image: size && area !== undefined && of !== undefined ? sizeByArea(size, area, of) : undefined };
  },
  run: async ({ image, megapixels, multiple, method }) => ({
    image: await stretchTo(image, sizeByArea(image, megapixels, multiple), method),
  }),
});
