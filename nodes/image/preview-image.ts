/** Preview image: a picture to look at, which is not saved. */
import { defineNode } from '../../engine/graph/define.ts';
import { IMAGE } from '../sockets.ts';

export const previewImage = defineNode({
  type: 'preview-image',
  version: 1,
  title: 'Preview image',
  category: 'image',
  description:
    'Computes a picture and shows it where there is something to show it on; writes no file. The picture goes on unchanged.',
  terminal: true,
  inputs: { image: { kind: 'socket', socket: IMAGE, title: 'Image' } },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run: ({ image }) => ({ image }),
});
