/** Keep outside: brings the original back where the mask keeps it. A masked denoise node runs one after every step. */
import { defineNode } from '../../engine/graph/define.ts';
import { INFERENCE } from '../services/tokens.ts';
import { earlierDraws, LATENT, MASK } from '../sockets.ts';
import { NOISE } from './sampler-inputs.ts';

export const keepOutside = defineNode({
  type: 'keep-outside',
  version: 1,
  title: 'Keep outside of mask',
  category: 'sampling',
  description: 'Puts the original back where a mask is black, at the noise level the latent has reached.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    original: { kind: 'socket', socket: LATENT, title: 'Original' },
    mask: { kind: 'socket', socket: MASK, optional: true, title: 'Mask', tooltip: 'Default: that of the original.' },
    seed: { kind: 'seed', default: 0, title: 'Seed', tooltip: 'Seed of the noise the latent began with.' },
    sigma: { kind: 'float', min: 0, max: 1, title: 'Sigma' },
    noise: NOISE,
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  lane: 'inference',
  async run({ latent, original, mask = original.mask, seed, sigma, noise }, ctx) {
    if (!mask) throw new RangeError('No mask is given, and the original carries none (see "Mask latent")');
    const { latents } = await ctx.use(INFERENCE).request(
      'keepOutside',
      {
        latents: original.samples,
        painted: latent.samples,
        mask,
        scale: latent.scale,
        seed,
        sigma,
        rounding: noise,
        earlierDraws: earlierDraws(original, seed),
      },
      { signal: ctx.signal },
    );
    return { latent: { ...latent, samples: latents } };
  },
});
