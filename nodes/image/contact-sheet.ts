/** Contact sheet: pictures side by side, for comparison. */
import sharp from 'sharp';
import { defineNode } from '../../engine/graph/define.ts';
import { IMAGE } from '../sockets.ts';
import { checkPixels } from './limits.ts';
import { pixelsOf, rgbOf, sharpOf } from './pixels.ts';

export const contactSheet = defineNode({
  type: 'contact-sheet',
  version: 1,
  title: 'Contact sheet',
  category: 'image',
  description:
    'Puts pictures side by side, row by row, each in the middle of a cell as large as the largest picture. ' +
    'Linked to a node that runs once for each value of a list, it shows all of its pictures.',
  inputs: {
    images: { kind: 'socket', socket: IMAGE, list: true, title: 'Images' },
    columns: { kind: 'int', min: 0, max: 1000, default: 0, title: 'Columns', tooltip: '0: about as many as rows.' },
    gap: { kind: 'int', min: 0, max: 1000, default: 8, title: 'Gap', tooltip: 'Room between pictures, in pixels.' },
    background: { kind: 'text', default: '#ffffff', title: 'Background' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ images, columns, gap, background }) {
    const [cellWidth, cellHeight] = [
      Math.max(...images.map(({ width }) => width)),
      Math.max(...images.map(({ height }) => height)),
    ];
    const across = Math.min(images.length, columns === 0 ? Math.ceil(Math.sqrt(images.length)) : columns);
    const down = Math.ceil(images.length / across);
    const [width, height] = [across * (cellWidth + gap) - gap, down * (cellHeight + gap) - gap];
    checkPixels(width, height, 'The sheet');
    const [r, g, b] = rgbOf(background);
    const cells = images.map(async (image, i) => ({
      input: await sharpOf(image).png({ compressionLevel: 0 }).toBuffer(),
      left: (i % across) * (cellWidth + gap) + Math.floor((cellWidth - image.width) / 2),
      top: Math.floor(i / across) * (cellHeight + gap) + Math.floor((cellHeight - image.height) / 2),
    }));
    const sheet = sharp({ create: { width, height, channels: 3, background: { r, g, b } } }).composite(
      await Promise.all(cells),
    );
    return { image: await pixelsOf(sharp(await sheet.png({ compressionLevel: 0 }).toBuffer()).removeAlpha()) };
  },
});
