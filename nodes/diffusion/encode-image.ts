/** Encode image: a picture through the VAE encoder to a latent. */
import { defineNode } from '../../engine/graph/define.ts';
import { expectedSeconds } from '../expected-time.ts';
import { checkComponents, knownPicture, knownVae, latentFacts } from '../foresight.ts';
import { modelProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { earlierDraws, IMAGE, LATENT, VAE } from '../sockets.ts';
import { mayPrepare } from '../preparing.ts';

export const encodeImage = defineNode({
  type: 'encode-image',
  version: 1,
  title: 'Encode image',
  category: 'latent',
  description: 'Turns a picture into a latent: the most likely one, for editing; or a sample, for image to image.',
  inputs: {
    vae: { kind: 'socket', socket: VAE, title: 'VAE' },
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    sample: {
      kind: 'boolean',
      default: false,
      title: 'Sample',
      tooltip: 'Draws from the distribution of the encoder, as the reference does for image to image.',
    },
    seed: { kind: 'seed', default: 0, title: 'Seed', tooltip: 'Seed of the sample.' },
    after: {
      kind: 'socket',
      socket: LATENT,
      optional: true,
      title: 'After',
      tooltip: 'A latent sampled with the same seed: this sample is then the next draw, as in the reference.',
    },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  lane: 'inference',
  affinity: ({ vae }) => vae.dir,
  settings: modelProfile,
  async foresee({ vae, image }, ctx) {
    const latent = latentFacts(knownVae(vae), knownPicture(image));
    await checkComponents({ vae }, ctx, latent);
    return { latent };
  },
  async expect({ vae, image }, ctx) {
    const known = knownPicture(image);
    return known && expectedSeconds(ctx, 'encodeImage', vae, { pixels: known.width * known.height });
  },
  async run({ vae, image, sample, seed, after }, ctx) {
    const before = after && sample ? earlierDraws(after, seed) : [];
    const drawing = sample ? { seed, earlierDraws: before } : {};
    const { latents } = await ctx.use(INFERENCE).request('encodeImage', { vae, image, ...drawing }, mayPrepare(ctx));
    const latent = { samples: latents, scale: vae.scale };
    if (!sample) return { latent };
    const draws = before.length === 0 ? {} : { draws: [...before, latents.data.length] };
    return { latent: { ...latent, sampledWith: seed, ...draws } };
  },
});
