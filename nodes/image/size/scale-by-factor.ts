/** Scale by factor: both sides times a number. */
import { defineNode } from '../../../engine/graph/define.ts';
import { knownNumber, knownPicture } from '../../foresight.ts';
import { IMAGE } from '../../sockets.ts';
import { METHOD, stretchTo } from './scale-method.ts';
import { sizeByFactor } from './target-size.ts';

export const scaleByFactor = defineNode({
  type: 'scale-by-factor',
  version: 1,
  title: 'Scale by factor',
  category: 'image',
  description: 'Makes a picture larger or smaller by a factor.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    factor: { kind: 'float', min: 0.01, max: 8, step: 0.01, default: 1, title: 'Factor', tooltip: 'Of each side.' },
    method: METHOD,
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  foresee({ image, factor }) {
    const [size, by] = [knownPicture(image), knownNumber(factor)];
    return { image: size && by !== undefined ? sizeByFactor(size, by) : undefined };
  },
  run: async ({ image, factor, method }) => ({ image: await stretchTo(image, sizeByFactor(image, factor), method) }),
});
