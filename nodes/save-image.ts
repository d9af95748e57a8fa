/** Save image: a picture as a PNG file. The run's owner decides where the file goes; the node only makes its bytes. */
import { defineNode } from '../engine/graph/define.ts';
import { encodePng } from './png.ts';
import { FILE, IMAGE } from './sockets.ts';

export const saveImage = defineNode({
  type: 'save-image',
  version: 1,
  title: 'Save image',
  category: 'image',
  description: 'Writes the picture as a PNG file into the output folder.',
  terminal: true,
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    prefix: { kind: 'text', default: 'inkloom', maxLength: 100, title: 'File name', tooltip: 'A number and the extension are added.' },
  },
  outputs: { file: { socket: FILE, title: 'File' } },
  async run({ image, prefix }) {
    return { file: { prefix, extension: 'png', mediaType: 'image/png', data: await encodePng(image) } };
  },
});
