/** Batch images: several pictures as one list. */
import { defineNode } from '../../engine/graph/define.ts';
import { IMAGE, IMAGES } from '../sockets.ts';

export const batchImages = defineNode({
  type: 'batch-images',
  version: 1,
  title: 'Batch images',
  category: 'image',
  description: 'Collects pictures into a list, in the order of their links.',
  inputs: { images: { kind: 'socket', socket: IMAGE, list: true, title: 'Images' } },
  outputs: { images: { socket: IMAGES, title: 'Images' } },
  run: ({ images }) => ({ images }),
});
