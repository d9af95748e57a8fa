/** Resize image: to a width and height, whatever the aspect ratio. */
import { defineNode } from '../../../engine/graph/define.ts';
import { knownNumber, knownPicture } from '../../foresight.ts';
import { workOnPixels } from '../../../inference/index.ts';
import { INFERENCE } from '../../services/tokens.ts';
import { IMAGE } from '../../sockets.ts';
import { checkPixels } from '../limits.ts';
import { pixelsOf, sharpOf } from '../pixels.ts';
import { sizeOrRatio } from './target-size.ts';

const SIDE = {
  kind: 'int',
  min: 0,
  max: 16_384,
  default: 1024,
  tooltip: 'In pixels; models need a multiple of 16. 0: by the other side, in the aspect ratio of the picture.',
} as const;

/** Kernels of sharp. */
const SHARP = {
  lanczos: 'lanczos3',
  cubic: 'cubic',
  linear: 'linear',
  nearest: 'nearest',
  mitchell: 'mitchell',
} as const;

/** ComfyUI's methods. */
const COMFYUI = {
  'comfyui-nearest-exact': 'nearest-exact',
  'comfyui-bilinear': 'bilinear',
  'comfyui-area': 'area',
  'comfyui-bicubic': 'bicubic',
  'comfyui-lanczos': 'lanczos',
} as const;

const KERNELS = [
  'reference',
  ...(Object.keys(SHARP) as (keyof typeof SHARP)[]),
  ...(Object.keys(COMFYUI) as (keyof typeof COMFYUI)[]),
] as const;

export const resizeImage = defineNode({
  type: 'resize-image',
  version: 2,
  title: 'Resize image',
  category: 'image',
  description: 'Resizes a picture to a width and height, or to one of them in its aspect ratio.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    width: { ...SIDE, title: 'Width' },
    height: { ...SIDE, title: 'Height' },
    fit: {
      kind: 'choice',
      options: ['stretch', 'crop', 'pad'],
      default: 'stretch',
      title: 'Fit',
      tooltip: 'How another aspect ratio is fitted: stretched, cut to the middle, or with a black border.',
    },
    kernel: {
      kind: 'choice',
      options: KERNELS,
      default: 'reference',
      title: 'Kernel',
      tooltip:
        'reference: Lanczos, bit for bit as the reference pipelines resize; for stretching only. ' +
        'comfyui-...: as ComfyUI scales pictures, with every fit.',
      advanced: true,
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'inference',
  foresee({ image, width, height }) {
    const [size, w, h] = [knownPicture(image), knownNumber(width), knownNumber(height)];
    if (w === undefined || h === undefined) return { image: undefined };
    if (w > 0 && h > 0) return { image: { width: w, height: h } };
    return { image: size && sizeOrRatio(size, w, h) };
  },
  async run({ image, width: w, height: h, fit, kernel }, ctx) {
    const size = sizeOrRatio(image, w, h);
    if (size === image) return { image };
    checkPixels(size.width, size.height);
    if (kernel in COMFYUI) {
      const method = COMFYUI[kernel as keyof typeof COMFYUI];
      return { image: await workOnPixels('scaleImage', { image, ...size, method, fit }) };
    }
    if (kernel === 'reference' && fit === 'stretch')
      return ctx.use(INFERENCE).request('resizeImage', { image, ...size }, { signal: ctx.signal });
    const sharpKernel = kernel in SHARP ? SHARP[kernel as keyof typeof SHARP] : 'lanczos3';
    const sharpFit = ({ stretch: 'fill', crop: 'cover', pad: 'contain' } as const)[fit];
    const background = { r: 0, g: 0, b: 0, alpha: 1 };
    return {
      image: await pixelsOf(sharpOf(image).resize({ ...size, fit: sharpFit, kernel: sharpKernel, background })),
    };
  },
});
