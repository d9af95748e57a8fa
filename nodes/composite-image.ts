/** Composite image: one picture over another, where a mask says so. */
import { defineNode } from '../engine/graph/define.ts';
import { IMAGE, MASK } from './sockets.ts';

export const compositeImage = defineNode({
  type: 'composite-image',
  version: 1,
  title: 'Composite image',
  category: 'image',
  description: 'Puts one picture over another where the mask is white, and mixes where it is grey. Where it is black, not a bit of the other changes.',
  inputs: {
    below: { kind: 'socket', socket: IMAGE, title: 'Below' },
    above: { kind: 'socket', socket: IMAGE, title: 'Above' },
    mask: { kind: 'socket', socket: MASK, title: 'Mask', tooltip: 'Of any size: it is stretched over the pictures, nearest pixel.' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  run({ below, above, mask }) {
    const { width, height, channels } = below;
    if (above.width !== width || above.height !== height || above.channels !== channels) {
      throw new RangeError(`The pictures differ in size: below ${width} x ${height} x ${channels}, above ${above.width} x ${above.height} x ${above.channels}`);
    }
    const data = below.data.map((value, i) => {
      const pixel = Math.floor(i / channels);
      const row = Math.floor((Math.floor(pixel / width) * mask.height) / height);
      const column = Math.floor(((pixel % width) * mask.width) / width);
      const share = (mask.data[row * mask.width + column] ?? 0) / 255;
      return Math.round(value + share * ((above.data[i] ?? 0) - value));
    });
    return { image: { width, height, channels, data } };
  },
});
