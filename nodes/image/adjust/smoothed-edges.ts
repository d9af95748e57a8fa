/** Smoothed edges: the outlines of a picture without its noise, to guide an edit or a ControlNet. */
import { defineNode } from '../../../engine/graph/define.ts';
import { workOnPixels } from '../../../inference/index.ts';
import { IMAGE } from '../../sockets.ts';

const THRESHOLD = { kind: 'float', min: 0.01, max: 0.99, step: 0.01 } as const;

export const smoothedEdges = defineNode({
  type: 'smoothed-edges',
  version: 1,
  title: 'Smoothed edges',
  category: 'image',
  description:
    'Draws the outlines of a picture, white on black, by Canny after smoothing it, as kornia and ComfyUI do. ' +
    'Canny edges finds finer ones, as OpenCV does.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    low: { ...THRESHOLD, default: 0.4, title: 'Low', tooltip: 'Gradient from which a pixel continues an edge.' },
    high: { ...THRESHOLD, default: 0.8, title: 'High', tooltip: 'Gradient from which a pixel is an edge.' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ image, low, high }) {
    const thresholds = { low: Math.min(low, high), high: Math.max(low, high) };
    const mask = await workOnPixels('findSmoothedEdges', { image, ...thresholds });
    return { image: await workOnPixels('imageOfMask', { mask }) };
  },
});
