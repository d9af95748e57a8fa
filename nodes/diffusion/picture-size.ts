/** Picture size: the aspect ratios the model was trained for. */
import { defineNode } from '../../engine/graph/define.ts';
import { INT } from '../../engine/graph/socket.ts';

/** Source: `aspect_ratios` in the model cards of Qwen-Image and Qwen-Image-2512. */
const SIZES = {
  '1:1': [1328, 1328],
  '16:9': [1664, 928],
  '9:16': [928, 1664],
  '4:3': [1472, 1104],
  '3:4': [1104, 1472],
  '3:2': [1584, 1056],
  '2:3': [1056, 1584],
} as const;

export const pictureSize = defineNode({
  type: 'picture-size',
  version: 1,
  title: 'Picture size',
  category: 'latent',
  description:
    'Width and height of one of the aspect ratios Qwen-Image was trained for, or of a smaller picture of about that ratio.',
  inputs: {
    ratio: {
      kind: 'choice',
      options: ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'],
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
      tooltip: 'Of each side; 1 is what the model was trained for. Sides are rounded to multiples of 16.',
    },
  },
  outputs: { width: { socket: INT, title: 'Width' }, height: { socket: INT, title: 'Height' } },
  run({ ratio, scale }) {
    const [width, height] = SIZES[ratio].map((side) => Math.max(16, Math.round((side * scale) / 16) * 16)) as [
      number,
      number,
    ];
    return { width, height };
  },
});
