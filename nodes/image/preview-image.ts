/** Preview image: shows a picture without saving it. */
import { defineNode } from '../../engine/graph/define.ts';
import { IMAGE } from '../sockets.ts';

export const previewImage = defineNode({
  type: 'preview-image',
  version: 1,
  title: 'Preview image',
  category: 'image',
  description: 'Computes a picture and shows it in the editor; writes no file. The picture is passed on unchanged.',
  terminal: true,
  inputs: { image: { kind: 'socket', socket: IMAGE, title: 'Image' } },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run: ({ image }) => ({ image }),
});
