/** Crop image: a rectangle of a picture. */
import { defineNode } from '../../engine/graph/define.ts';
import type { PixelImage } from '../../inference/index.ts';
import { IMAGE, type Region } from '../sockets.ts';
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
    outside: {
      kind: 'choice',
      options: ['refuse', 'cut'],
      default: 'refuse',
      title: 'Outside',
      tooltip: 'What becomes of a rectangle that reaches out of the picture. cut: it is made smaller.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ image, outside, ...given }) {
    const { x, y, width, height } = outside === 'cut' ? inside(image, given) : given;
    if (x + width > image.width || y + height > image.height) {
      throw new RangeError(
        `A rectangle of ${width} x ${height} at ${x}, ${y} is not inside a picture of ${image.width} x ${image.height}`,
      );
    }
    return { image: await pixelsOf(sharpOf(image).extract({ left: x, top: y, width, height })) };
  },
});

/** A rectangle as far as it is inside a picture; one beyond it begins in the last column or row. */
function inside(image: PixelImage, { x, y, width, height }: Region): Region {
  const [left, top] = [Math.min(x, image.width - 1), Math.min(y, image.height - 1)];
  return { x: left, y: top, width: Math.min(width, image.width - left), height: Math.min(height, image.height - top) };
}
