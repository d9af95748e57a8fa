/** Crop image: a rectangle of a picture. */
import { defineNode } from '../../engine/graph/define.ts';
import { IMAGE } from '../sockets.ts';
import { pixelsOf, sharpOf } from './pixels.ts';

const AT = { kind: 'int', min: 0, max: 16_384, default: 0 } as const;
const SIZE = { kind: 'int', min: 1, max: 16_384, default: 512 } as const;

export const cropImage = defineNode({
  type: 'crop-image',
  version: 1,
  title: 'Crop image',
  category: 'image',
  description: 'Cuts a rectangle out of a picture.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    x: { ...AT, title: 'Left', tooltip: 'In pixels, from the left edge.' },
    y: { ...AT, title: 'Top', tooltip: 'In pixels, from the upper edge.' },
    width: { ...SIZE, title: 'Width' },
    height: { ...SIZE, title: 'Height' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ image, x, y, width, height }) {
    if (x + width > image.width || y + height > image.height) {
      throw new RangeError(
        `A rectangle of ${width} x ${height} at ${x}, ${y} is not inside a picture of ${image.width} x ${image.height}`,
      );
    }
    return { image: await pixelsOf(sharpOf(image).extract({ left: x, top: y, width, height })) };
  },
});
