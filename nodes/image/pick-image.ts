/** Pick image: one of several pictures, such as a layer. */
import { defineNode } from '../../engine/graph/define.ts';
import { IMAGE, IMAGES } from '../sockets.ts';

export const pickImage = defineNode({
  type: 'pick-image',
  version: 1,
  title: 'Pick image',
  category: 'image',
  description: 'Takes one picture out of several.',
  inputs: {
    images: { kind: 'socket', socket: IMAGES, title: 'Images' },
    number: {
      kind: 'int',
      min: 1,
      max: 10_000,
      default: 1,
      title: 'Number',
      tooltip: 'Place in the list, counted from 1.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run({ images, number }) {
    const image = images[number - 1];
    if (!image) throw new RangeError(`There is no picture number ${number}: there are ${images.length}`);
    return { image };
  },
});
