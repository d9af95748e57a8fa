/** Ratio size: width and height of an aspect ratio and an area. */
import { defineNode } from '../../../engine/graph/define.ts';
import { INT } from '../../../engine/graph/socket.ts';
import { knownNumber } from '../../foresight.ts';
import { type Size, sizeByArea } from './target-size.ts';

const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9', '21:9'] as const;

/** 8 to 128, by 4. A choice, and no number: a number would pass for a width when the node is bypassed. */
const MULTIPLES: readonly string[] = Array.from({ length: 31 }, (_, i) => String(8 + 4 * i));

export const ratioSize = defineNode({
  type: 'ratio-size',
  version: 1,
  title: 'Ratio size',
  category: 'latent',
  description: 'Width and height of an aspect ratio and an area.',
  inputs: {
    ratio: { kind: 'choice', options: RATIOS, default: '1:1', title: 'Ratio', tooltip: 'Width to height.' },
    megapixels: {
      kind: 'float',
      min: 0.1,
      max: 16,
      step: 0.1,
      default: 1,
      title: 'Megapixels',
      tooltip: 'One has 1024 x 1024 pixels.',
    },
    multiple: {
      kind: 'choice',
      options: MULTIPLES,
      default: '16',
      title: 'Multiple',
      tooltip: 'Of which both sides are.',
    },
  },
  outputs: { width: { socket: INT, title: 'Width' }, height: { socket: INT, title: 'Height' } },
  foresee({ ratio, megapixels, multiple }) {
    const known = RATIOS.find((each) => each === ratio);
    const [area, of] = [knownNumber(megapixels), MULTIPLES.find((each) => each === multiple)];
    return known && area !== undefined && of !== undefined ? sizeOf(known, area, Number(of)) : {};
  },
  run: ({ ratio, megapixels, multiple }) => sizeOf(ratio, megapixels, Number(multiple)),
});

/** Source: ComfyUI `ResolutionSelector` in comfy_extras/nodes_resolution.py. */
function sizeOf(ratio: (typeof RATIOS)[number], megapixels: number, multiple: number): Size {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return sizeByArea({ width, height }, megapixels, multiple);
}
