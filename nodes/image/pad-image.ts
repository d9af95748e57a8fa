/** Pad image: room around a picture and a mask of that room, for outpainting. */
import { defineNode } from '../../engine/graph/define.ts';
import { workOnPixels } from '../../inference/index.ts';
import { IMAGE, MASK } from '../sockets.ts';
import { checkPixels } from './limits.ts';
import { pixelsOf, rgbOf, sharpOf } from './pixels.ts';

const SIDE = { kind: 'int', min: 0, max: 16_384, default: 0, tooltip: 'In pixels.' } as const;

export const padImage = defineNode({
  type: 'pad-image',
  version: 1,
  title: 'Pad image',
  category: 'image',
  description: 'Adds room around a picture. The mask is white there, so an inpainting model fills it.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    left: { ...SIDE, title: 'Left' },
    top: { ...SIDE, title: 'Top' },
    right: { ...SIDE, title: 'Right' },
    bottom: { ...SIDE, title: 'Bottom' },
    fill: {
      kind: 'choice',
      options: ['edge', 'mirror', 'colour'],
      default: 'edge',
      title: 'Fill',
      tooltip: 'edge: repeats the border pixels. mirror: continues the picture mirrored.',
    },
    colour: { kind: 'text', default: '#808080', title: 'Colour', tooltip: 'For the fill "colour".' },
    overlap: {
      kind: 'int',
      min: 0,
      max: 1024,
      default: 0,
      title: 'Overlap',
      tooltip: 'Pixels of the picture itself that the mask covers, so that there is no seam.',
      advanced: true,
    },
    feather: {
      kind: 'int',
      min: 0,
      max: 16_384,
      default: 0,
      title: 'Feather',
      tooltip:
        'Pixels of the picture itself over which the mask fades, instead of an overlap. ' +
        'A picture that is too small for it is not masked.',
      advanced: true,
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' }, mask: { socket: MASK, title: 'Mask' } },
  async run({ image, left, top, right, bottom, fill, colour, overlap, feather }) {
    const [r, g, b] = rgbOf(colour);
    const extendWith = ({ edge: 'copy', mirror: 'mirror', colour: 'background' } as const)[fill];
    if (fill === 'mirror' && (Math.max(left, right) > image.width || Math.max(top, bottom) > image.height)) {
      throw new RangeError(
        `A picture of ${image.width} x ${image.height} cannot be mirrored farther than its own size`,
      );
    }
    checkPixels(image.width + left + right, image.height + top + bottom);
    const padded = await pixelsOf(
      sharpOf(image).extend({ left, top, right, bottom, extendWith, background: { r, g, b, alpha: 1 } }),
    );
    if (feather > 0) {
      const { width, height } = image;
      const room = { left, top, right, bottom };
      return { image: padded, mask: await workOnPixels('outpaintMask', { width, height, room, feather }) };
    }
    const [first, end] = [
      (room: number) => (room > 0 ? room + overlap : 0),
      (room: number, size: number) => (room > 0 ? size - room - overlap : size),
    ];
    const data = new Uint8Array(padded.width * padded.height).fill(255);
    for (let row = first(top); row < end(bottom, padded.height); row += 1) {
      const [from, to] = [first(left), end(right, padded.width)];
      if (from < to) data.fill(0, row * padded.width + from, row * padded.width + to);
    }
    return { image: padded, mask: { width: padded.width, height: padded.height, data } };
  },
});
