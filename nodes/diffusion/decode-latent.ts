/** Decode latent: a finished latent through the VAE decoder to pixels. */
import { defineNode } from '../../engine/graph/define.ts';
import { expectedSeconds, framesOf } from '../expected-time.ts';
import { checkComponents, knownLatent } from '../foresight.ts';
import { modelProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGE, LATENT, VAE } from '../sockets.ts';
import { mayPrepare } from '../preparing.ts';

export const decodeLatent = defineNode({
  type: 'decode-latent',
  version: 1,
  title: 'Decode latent',
  category: 'latent',
  description: 'Turns a latent into a picture.',
  inputs: {
    vae: { kind: 'socket', socket: VAE, title: 'VAE' },
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'inference',
  affinity: ({ vae }) => vae.dir,
  settings: modelProfile,
  async foresee({ vae, latent }, ctx) {
    const known = knownLatent(latent);
    await checkComponents({ vae }, ctx, known);
    return { image: known && { width: known.width * known.scale, height: known.height * known.scale } };
  },
  async expect({ vae, latent }, ctx) {
    const known = knownLatent(latent);
    return known && expectedSeconds(ctx, 'decodeLatents', vae, framesOf(known));
  },
  async run({ vae, latent }, ctx) {
    const { images } = await ctx
      .use(INFERENCE)
      .request('decodeLatents', { vae, latents: latent.samples }, mayPrepare(ctx));
    const [image] = images;
    if (!image || images.length > 1)
      throw new RangeError(`Expected a latent of one picture, got one of ${images.length}`);
    return { image };
  },
});
