/** Plain image: a picture of one colour. */
import sharp from 'sharp';
import { defineNode } from '../../../engine/graph/define.ts';
import { IMAGE } from '../../sockets.ts';
import { checkPixels } from '../limits.ts';
import { pixelsOf, rgbOf } from '../pixels.ts';

const SIDE = { kind: 'int', min: 1, max: 16_384, default: 512, tooltip: 'In pixels.' } as const;

export const plainImage = defineNode({
  type: 'plain-image',
  version: 1,
  title: 'Plain image',
  category: 'image',
  description: 'Makes a picture of one colour.',
  inputs: {
    width: { ...SIDE, title: 'Width' },
    height: { ...SIDE, title: 'Height' },
    colour: { kind: 'text', default: '#000000', title: 'Colour', tooltip: 'A colour such as #ff8000.' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ width, height, colour }) {
    checkPixels(width, height);
    const [r, g, b] = rgbOf(colour);
    return { image: await pixelsOf(sharp({ create: { width, height, channels: 3, background: { r, g, b } } })) };
  },
});
