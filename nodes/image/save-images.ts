/** Save images: pictures that belong together as PNG files. */
import { defineNode } from '../../engine/graph/define.ts';
import { encodePng } from './pixels.ts';
import { FILES, IMAGES } from '../sockets.ts';

export const saveImages = defineNode({
  type: 'save-images',
  version: 1,
  title: 'Save images',
  category: 'image',
  description: 'Writes pictures as PNG files into the output folder, numbered in their order.',
  terminal: true,
  inputs: {
    images: { kind: 'socket', socket: IMAGES, title: 'Images' },
    prefix: {
      kind: 'text',
      default: 'inkloom',
      maxLength: 100,
      title: 'File name',
      tooltip: 'A number and the extension are added.',
    },
  },
  outputs: { files: { socket: FILES, title: 'Files' } },
  async run({ images, prefix }) {
    const pngs = await Promise.all(images.map(encodePng));
    return { files: pngs.map((data) => ({ prefix, extension: 'png', mediaType: 'image/png', data })) };
  },
});
