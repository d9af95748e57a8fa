/** Picture size: the aspect ratios models are trained for. */
import { defineNode } from '../../engine/graph/define.ts';
import { INT } from '../../engine/graph/socket.ts';
import { knownNumber } from '../foresight.ts';
import { DEFAULTS } from '../../inference/index.ts';

const { sizes } = DEFAULTS;
const RATIOS = Object.keys(sizes) as readonly (keyof typeof sizes)[];

export const pictureSize = defineNode({
  type: 'picture-size',
  version: 1,
  title: 'Picture size',
  category: 'latent',
  description:
    'Width and height of one of the aspect ratios models are trained for, or of a smaller picture of about that ratio.',
  inputs: {
    ratio: {
      kind: 'choice',
      options: RATIOS,
      default: '1:1',
      title: 'Ratio',
      tooltip: 'Width to height.',
    },
    scale: {
      kind: 'float',
      min: 0.05,
      max: 2,
      step: 0.05,
      default: 1,
      title: 'Scale',
      tooltip: 'Factor on each side; 1 is the size models are trained for. Sides are rounded to multiples of 16.',
    },
  },
  outputs: { width: { socket: INT, title: 'Width' }, height: { socket: INT, title: 'Height' } },
  foresee({ ratio, scale }) {
    const [known, factor] = [RATIOS.find((each) => each === ratio), knownNumber(scale)];
    return known !== undefined && factor !== undefined ? sizeOf(known, factor) : {};
  },
  run: ({ ratio, scale }) => sizeOf(ratio, scale),
});

/** Sides are multiples of 16. */
function sizeOf(ratio: (typeof RATIOS)[number], scale: number): { readonly width: number; readonly height: number } {
  const scaled = (side: number): number => Math.max(16, Math.round((side * scale) / 16) * 16);
  const [width, height] = sizes[ratio];
  return { width: scaled(width), height: scaled(height) };
}
