/** Resize latent: a latent for a picture of another size, without its pixels. */
import { defineNode } from '../../engine/graph/define.ts';
import { imageSizes, INTERPOLATIONS, resizedLatentSize } from '../../inference/index.ts';
import { knownLatent, knownNumber } from '../foresight.ts';
import { INFERENCE } from '../services/tokens.ts';
import { changedLatent, LATENT } from '../sockets.ts';

export const resizeLatent = defineNode({
  type: 'resize-latent',
  version: 1,
  title: 'Resize latent',
  category: 'latent',
  description:
    'Makes a latent larger or smaller, to denoise it again at that size. What comes out is rough: denoise it with a ' +
    'strength of about a half.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    by: { kind: 'choice', options: ['size', 'factor'], default: 'factor', title: 'By' },
    width: {
      kind: 'int',
      min: 0,
      max: 16_384,
      default: 1024,
      title: 'Width',
      tooltip: 'In pixels, rounded down to what latents can have. 0: by the height.',
    },
    height: { kind: 'int', min: 0, max: 16_384, default: 1024, title: 'Height', tooltip: '0: by the width.' },
    factor: { kind: 'float', min: 0.01, max: 8, step: 0.01, default: 1.5, title: 'Factor', tooltip: 'Of each side.' },
    method: { kind: 'choice', options: [...INTERPOLATIONS], default: 'nearest-exact', title: 'Method' },
    crop: {
      kind: 'boolean',
      default: false,
      title: 'Crop',
      tooltip: 'Cuts the longer side, so that nothing is distorted.',
    },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee({ latent, by, width, height, factor }) {
    const [known, w, h, f] = [knownLatent(latent), knownNumber(width), knownNumber(height), knownNumber(factor)];
    if (!known || w === undefined || h === undefined || f === undefined) return {};
    return {
      latent: { ...known, ...resizedLatentSize(known, known.scale, by === 'size' ? { width: w, height: h } : f) },
    };
  },
  lane: 'inference',
  async run({ latent, by, width, height, factor, method, crop }, ctx) {
    const to = resizedLatentSize(
      imageSizes(latent.samples, 'latent'),
      latent.scale,
      by === 'size' ? { width, height } : factor,
    );
    const request = { latents: latent.samples, ...to, interpolation: method, crop };
    const { latents } = await ctx.use(INFERENCE).request('resizeLatents', request, { signal: ctx.signal });
    return { latent: changedLatent(latent, latents) };
  },
});
