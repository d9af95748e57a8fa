/** Canny edges: the outlines of a picture, to guide an edit or a ControlNet. */
import { defineNode } from '../../engine/graph/define.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGE } from '../sockets.ts';

const THRESHOLD = { kind: 'int', min: 0, max: 2040 } as const;

export const cannyEdges = defineNode({
  type: 'canny-edges',
  version: 1,
  title: 'Canny edges',
  category: 'image',
  description: 'Draws the outlines of a picture, white on black, as OpenCV does.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    low: { ...THRESHOLD, default: 100, title: 'Low', tooltip: 'Gradient from which a pixel continues an edge.' },
    high: { ...THRESHOLD, default: 200, title: 'High', tooltip: 'Gradient from which a pixel is an edge.' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'inference',
  run: ({ image, low, high }, ctx) =>
    ctx
      .use(INFERENCE)
      .request('findEdges', { image, low: Math.min(low, high), high: Math.max(low, high) }, { signal: ctx.signal }),
});
