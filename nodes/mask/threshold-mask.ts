/** Threshold mask: black and white out of grey. */
import { defineNode } from '../../engine/graph/define.ts';
import { maskOf, sharpOfMask } from '../image/pixels.ts';
import { MASK } from '../sockets.ts';

export const thresholdMask = defineNode({
  type: 'threshold-mask',
  version: 1,
  title: 'Threshold mask',
  category: 'mask',
  description: 'Makes a mask white where it is brighter than a value, and black elsewhere.',
  inputs: {
    mask: { kind: 'socket', socket: MASK, title: 'Mask' },
    value: { kind: 'float', min: 0, max: 1, step: 0.01, default: 0.5, title: 'Value', tooltip: '0 is black, 1 white.' },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  async run({ mask, value }) {
    const least = Math.floor(value * 255) + 1;
    const { width, height, data } = mask;
    if (least > 255) return { mask: { width, height, data: new Uint8Array(data.length) } };
    return { mask: await maskOf(sharpOfMask({ width, height, data }).threshold(least)) };
  },
});
