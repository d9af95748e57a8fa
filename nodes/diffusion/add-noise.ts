/** Add noise: the latent a denoise loop starts from. */
import { defineNode } from '../../engine/graph/define.ts';
import { checkMask } from '../mask/check-mask.ts';
import { INFERENCE } from '../services/tokens.ts';
import { changedLatent, earlierDraws, LATENT, MASK } from '../sockets.ts';
import { NOISE } from './sampler-inputs.ts';

export const addNoise = defineNode({
  type: 'add-noise',
  version: 1,
  title: 'Add noise',
  category: 'latent',
  description: 'Mixes a latent with the noise of a seed: sigma * noise + (1 - sigma) * latent.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    seed: { kind: 'seed', default: 0, title: 'Seed' },
    sigma: { kind: 'float', min: 0, max: 1, default: 1, title: 'Sigma' },
    noise: NOISE,
    mask: {
      kind: 'socket',
      socket: MASK,
      optional: true,
      title: 'Mask',
      tooltip: 'Of the loop that follows: it fails here, before its steps, when the mask paints nothing.',
    },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  lane: 'inference',
  async run({ latent, seed, sigma, noise, mask }, ctx) {
    if (mask) await checkMask(mask, latent, ctx);
    const { latents } = await ctx
      .use(INFERENCE)
      .request(
        'addNoise',
        { latents: latent.samples, seed, sigma, rounding: noise, earlierDraws: earlierDraws(latent, seed) },
        { signal: ctx.signal },
      );
    return { latent: changedLatent(latent, latents) };
  },
});
