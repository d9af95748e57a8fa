/** Fit trained size: one of the sizes of about a megapixel that edit models know. */
import { defineNode } from '../../../engine/graph/define.ts';
import { workOnPixels } from '../../../inference/index.ts';
import { knownPicture } from '../../foresight.ts';
import { IMAGE } from '../../sockets.ts';
import { trainedSize } from './target-size.ts';

export const fitTrainedSize = defineNode({
  type: 'fit-trained-size',
  version: 1,
  title: 'Fit trained size',
  category: 'image',
  description:
    'Scales a picture to the nearest of 17 sizes of about a megapixel that edit models are trained with, ' +
    'from 672 x 1568 to 1568 x 672. What does not fit the aspect ratio is cut off on both sides.',
  inputs: { image: { kind: 'socket', socket: IMAGE, title: 'Image' } },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  foresee({ image }) {
    const size = knownPicture(image);
    return { image: size && trainedSize(size) };
  },
  run: async ({ image }) => ({
    image: await workOnPixels('scaleImage', { image, ...trainedSize(image), method: 'lanczos', fit: 'crop' }),
  }),
});
