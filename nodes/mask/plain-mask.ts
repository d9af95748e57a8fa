/** Plain mask: one value everywhere. */
import { defineNode } from '../../engine/graph/define.ts';
import { checkPixels } from '../image/limits.ts';
import { MASK } from '../sockets.ts';

const SIDE = { kind: 'int', min: 1, max: 16_384, default: 512, tooltip: 'In pixels.' } as const;

export const plainMask = defineNode({
  type: 'plain-mask',
  version: 1,
  title: 'Plain mask',
  category: 'mask',
  description: 'Makes a mask with the same value everywhere.',
  inputs: {
    value: { kind: 'float', min: 0, max: 1, step: 0.01, default: 1, title: 'Value', tooltip: '0 is black, 1 white.' },
    width: { ...SIDE, title: 'Width' },
    height: { ...SIDE, title: 'Height' },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  run({ value, width, height }) {
    checkPixels(width, height, 'The mask');
    return { mask: { width, height, data: new Uint8Array(width * height).fill(Math.round(value * 255)) } };
  },
});
