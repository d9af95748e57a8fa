/** Pick images: some of several pictures, one after another. */
import { defineNode } from '../../engine/graph/define.ts';
import { IMAGES } from '../sockets.ts';

export const pickImages = defineNode({
  type: 'pick-images',
  version: 1,
  title: 'Pick images',
  category: 'image',
  description: 'Takes some pictures out of several: as many as are asked for, or as there are from there on.',
  inputs: {
    images: { kind: 'socket', socket: IMAGES, title: 'Images' },
    first: {
      kind: 'int',
      min: 1,
      max: 10_000,
      default: 1,
      title: 'First',
      tooltip: 'Place in the list, counted from 1.',
    },
    count: { kind: 'int', min: 1, max: 10_000, default: 1, title: 'Count' },
  },
  outputs: { images: { socket: IMAGES, title: 'Images' } },
  run({ images, first, count }) {
    if (first > images.length) throw new RangeError(`There is no picture number ${first}: there are ${images.length}`);
    return { images: images.slice(first - 1, first - 1 + count) };
  },
});
