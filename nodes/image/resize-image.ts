/** Resize image: to a width and height, whatever the aspect ratio. */
import { defineNode } from '../../engine/graph/define.ts';
import { knownNumber } from '../foresight.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGE } from '../sockets.ts';
import { checkPixels } from './limits.ts';
import { pixelsOf, sharpOf } from './pixels.ts';

export const resizeImage = defineNode({
  type: 'resize-image',
  version: 2,
  title: 'Resize image',
  category: 'image',
  description: 'Resizes a picture to a width and height.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    width: {
      kind: 'int',
      min: 16,
      max: 16_384,
      step: 16,
      default: 1024,
      title: 'Width',
      tooltip: 'In pixels, a multiple of 16.',
    },
    height: {
      kind: 'int',
      min: 16,
      max: 16_384,
      step: 16,
      default: 1024,
      title: 'Height',
      tooltip: 'In pixels, a multiple of 16.',
    },
    fit: {
      kind: 'choice',
      options: ['stretch', 'crop', 'pad'],
      default: 'stretch',
      title: 'Fit',
      tooltip: 'How another aspect ratio is fitted: stretched, cut to the middle, or with a black border.',
    },
    kernel: {
      kind: 'choice',
      options: ['reference', 'lanczos', 'cubic', 'linear', 'nearest', 'mitchell'],
      default: 'reference',
      title: 'Kernel',
      tooltip: 'reference: Lanczos, bit for bit as the reference pipelines resize; for stretching only.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'inference',
  foresee({ width, height }) {
    const [w, h] = [knownNumber(width), knownNumber(height)];
    return { image: w === undefined || h === undefined ? undefined : { width: w, height: h } };
  },
  async run({ image, width, height, fit, kernel }, ctx) {
    checkPixels(width, height);
    if (kernel === 'reference' && fit === 'stretch')
      return ctx.use(INFERENCE).request('resizeImage', { image, width, height }, { signal: ctx.signal });
    const sharpKernel = (
      {
        reference: 'lanczos3',
        lanczos: 'lanczos3',
        cubic: 'cubic',
        linear: 'linear',
        nearest: 'nearest',
        mitchell: 'mitchell',
      } as const
    )[kernel];
    const sharpFit = ({ stretch: 'fill', crop: 'cover', pad: 'contain' } as const)[fit];
    return {
      image: await pixelsOf(
        sharpOf(image).resize({
          width,
          height,
          fit: sharpFit,
          kernel: sharpKernel,
          background: { r: 0, g: 0, b: 0, alpha: 1 },
        }),
      ),
    };
  },
});
