/** Fit multiple: sides that are multiples of a number, as latents need them. */
import { defineNode } from '../../../engine/graph/define.ts';
import { knownNumber, knownPicture } from '../../foresight.ts';
import { IMAGE } from '../../sockets.ts';
import { pixelsOf, sharpOf } from '../pixels.ts';
import { METHOD, stretchTo } from './scale-method.ts';
import { multipleSize } from './target-size.ts';

export const fitMultiple = defineNode({
  type: 'fit-multiple',
  version: 1,
  title: 'Fit multiple',
  category: 'image',
  description:
    'Makes a picture a little smaller, so that its sides are multiples of a number, and cuts off what is left over. ' +
    'A picture that fits, or is smaller than the number, stays as it is.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    multiple: { kind: 'int', min: 1, max: 16_384, default: 16, title: 'Multiple', tooltip: 'In pixels.' },
    method: METHOD,
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  foresee({ image, multiple }) {
    const [size, of] = [knownPicture(image), knownNumber(multiple)];
    return { image: size && of !== undefined ? (multipleSize(size, of)?.cut ?? size) : undefined };
  },
  async run({ image, multiple, method }) {
    const target = multipleSize(image, multiple);
    if (!target) return { image };
    const { scaled, cut } = target;
    const left = Math.floor((scaled.width - cut.width) / 2);
    const top = Math.floor((scaled.height - cut.height) / 2);
    return { image: await pixelsOf(sharpOf(await stretchTo(image, scaled, method)).extract({ left, top, ...cut })) };
  },
});
