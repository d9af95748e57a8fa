/** Fit image: resizes a picture to an area, keeping its aspect ratio, with sides that models accept. */
import { defineNode } from '../../../engine/graph/define.ts';
import { dimensionsForArea } from '../../../inference/index.ts';
import { knownNumber, knownPicture } from '../../foresight.ts';
import { INFERENCE } from '../../services/tokens.ts';
import { IMAGE } from '../../sockets.ts';

export const fitImage = defineNode({
  type: 'fit-image',
  version: 1,
  title: 'Fit image',
  category: 'image',
  description:
    'Resizes a picture to the area of a square, keeping its aspect ratio; sides become multiples of 32. ' +
    'Lanczos, as in the reference.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    side: {
      kind: 'int',
      min: 32,
      max: 8192,
      default: 1024,
      title: 'Side',
      tooltip: 'Side of the square with the same area, in pixels. 1024 for a picture to be edited.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'inference',
  foresee({ image, side }) {
    const [known, area] = [knownPicture(image), knownNumber(side)];
    return {
      image: known && area !== undefined ? dimensionsForArea(area ** 2, known.width / known.height) : undefined,
    };
  },
  async run({ image, side }, ctx) {
    const { width, height } = dimensionsForArea(side ** 2, image.width / image.height);
    if (width === 0 || height === 0)
      throw new RangeError(
        `A picture of ${image.width} x ${image.height} is too narrow to fit the area of ${side} x ${side}`,
      );
    const reply = await ctx.use(INFERENCE).request('resizeImage', { image, width, height }, { signal: ctx.signal });
    return { image: reply.image };
  },
});
