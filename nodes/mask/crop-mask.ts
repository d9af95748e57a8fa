/** Crop mask: a rectangle of a mask. */
import { defineNode } from '../../engine/graph/define.ts';
import { maskOf, sharpOfMask } from '../image/pixels.ts';
import { MASK } from '../sockets.ts';

const AT = { kind: 'int', min: 0, max: 16_384, default: 0 } as const;
const SIZE = { kind: 'int', min: 1, max: 16_384, default: 512 } as const;

export const cropMask = defineNode({
  type: 'crop-mask',
  version: 1,
  title: 'Crop mask',
  category: 'mask',
  description: 'Cuts a rectangle out of a mask; what reaches out of it is cut off.',
  inputs: {
    mask: { kind: 'socket', socket: MASK, title: 'Mask' },
    x: { ...AT, title: 'Left', tooltip: 'In pixels, from the left edge.' },
    y: { ...AT, title: 'Top', tooltip: 'In pixels, from the upper edge.' },
    width: { ...SIZE, title: 'Width' },
    height: { ...SIZE, title: 'Height' },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  async run({ mask: { width: columns, height: rows, data }, x, y, width, height }) {
    if (x >= columns || y >= rows)
      throw new RangeError(`The place ${x}, ${y} is not inside a mask of ${columns} x ${rows}`);
    const part = { left: x, top: y, width: Math.min(width, columns - x), height: Math.min(height, rows - y) };
    return { mask: await maskOf(sharpOfMask({ width: columns, height: rows, data }).extract(part)) };
  },
});
