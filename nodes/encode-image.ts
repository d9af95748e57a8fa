/** Encode image: a picture through the VAE encoder to a latent. */
import { defineNode } from '../engine/graph/define.ts';
import { INFERENCE_PROFILE } from '../inference/index.ts';
import { INFERENCE } from './services/tokens.ts';
import { IMAGE, LATENT, VAE } from './sockets.ts';

export const encodeImage = defineNode({
  type: 'encode-image',
  version: 1,
  title: 'Encode image',
  category: 'latent',
  description: 'Turns a picture into the most likely latent, for editing it.',
  inputs: {
    vae: { kind: 'socket', socket: VAE, title: 'VAE' },
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  lane: 'inference',
  affinity: ({ vae }) => vae.dir,
  fingerprint: () => INFERENCE_PROFILE,
  async run({ vae, image }, ctx) {
    const { dir, digest, scale } = vae;
    const { latents } = await ctx.use(INFERENCE).request('encodeImage', { vae: { dir, digest }, image }, { signal: ctx.signal });
    return { latent: { samples: latents, scale } };
  },
});
