/** Measure image: how large pictures are, and how many. */
import { defineNode } from '../../../engine/graph/define.ts';
import { INT } from '../../../engine/graph/socket.ts';
import { knownPicture } from '../../foresight.ts';
import { IMAGE, IMAGES } from '../../sockets.ts';

export const measureImage = defineNode({
  type: 'measure-image',
  version: 1,
  title: 'Measure image',
  category: 'image',
  description: 'Width and height of the first picture, and the number of pictures.',
  inputs: {
    images: { kind: 'socket', socket: IMAGE, list: true, optional: true, title: 'Images' },
    batch: { kind: 'socket', socket: IMAGES, optional: true, title: 'Batch', tooltip: 'Instead of single images.' },
  },
  outputs: {
    width: { socket: INT, title: 'Width', tooltip: 'In pixels.' },
    height: { socket: INT, title: 'Height', tooltip: 'In pixels.' },
    count: { socket: INT, title: 'Count' },
  },
  foresee({ images }) {
    const known = Array.isArray(images) ? images : [];
    const size = knownPicture(known[0]);
    return size ? { width: size.width, height: size.height, count: known.length } : {};
  },
  run({ images, batch }) {
    const all = images ?? batch ?? [];
    const [first] = all;
    if (!first) throw new RangeError('No picture is linked to "images" or "batch"');
    return { width: first.width, height: first.height, count: all.length };
  },
});
