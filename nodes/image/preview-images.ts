/** Preview images: shows pictures that belong together without saving them. */
import { defineNode } from '../../engine/graph/define.ts';
import { IMAGES } from '../sockets.ts';

export const previewImages = defineNode({
  type: 'preview-images',
  version: 1,
  title: 'Preview images',
  category: 'image',
  description: 'Computes pictures and shows them in the editor; writes no files. The pictures are passed on unchanged.',
  terminal: true,
  inputs: { images: { kind: 'socket', socket: IMAGES, title: 'Images' } },
  outputs: { images: { socket: IMAGES, title: 'Images' } },
  run: ({ images }) => ({ images }),
});
