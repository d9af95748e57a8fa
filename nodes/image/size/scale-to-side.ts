/** Scale to side: a length for the longer or the shorter side. */
import { defineNode } from '../../../engine/graph/define.ts';
import { knownNumber, knownPicture } from '../../foresight.ts';
import { IMAGE } from '../../sockets.ts';
import { METHOD, stretchTo } from './scale-method.ts';
import { sizeBySide } from './target-size.ts';

const SIDES = ['longer', 'shorter'] as const;

export const scaleToSide = defineNode({
  type: 'scale-to-side',
  version: 1,
  title: 'Scale to side',
  category: 'image',
  description: 'Scales a picture so that its longer or its shorter side has a length; the aspect ratio stays.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    side: { kind: 'choice', options: SIDES, default: 'longer', title: 'Side' },
    pixels: { kind: 'int', min: 1, max: 16_384, default: 1024, title: 'Length', tooltip: 'In pixels.' },
    method: METHOD,
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  foresee({ image, side, pixels }) {
    const [size, length] = [knownPicture(image), knownNumber(pixels)];
    const which = SIDES.find((each) => each === side);
    return { image: size && which && length !== undefined ? sizeBySide(size, which, length) : undefined };
  },
  run: async ({ image, side, pixels, method }) => ({
    image: await stretchTo(image, sizeBySide(image, side, pixels), method),
  }),
});
