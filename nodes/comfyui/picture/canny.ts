/** Canny: outlines after smoothing, with thresholds as shares of white. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, link } from '../../../engine/comfyui/inputs.ts';

export const canny = defineComfyNode({
  class: 'Canny',
  title: 'Detect Edges (Canny)',
  category: 'image/filters',
  schema: 'v3',
  inputs: {
    image: link('IMAGE'),
    low_threshold: float(0.4, 0.01, 0.99, { step: 0.01 }),
    high_threshold: float(0.8, 0.01, 0.99, { step: 0.01 }),
  },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'smoothed-edges',
    inputs: { image: 'image', low_threshold: 'low', high_threshold: 'high' },
    outputs: ['image'],
  },
});
