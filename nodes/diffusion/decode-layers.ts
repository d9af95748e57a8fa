/** Decode layers: the layers of a picture through the VAE decoder to pixels. */
import { defineNode } from '../../engine/graph/define.ts';
import { float32, imageSizes } from '../../inference/index.ts';
import { expectedSeconds, framesOf } from '../expected-time.ts';
import { checkComponents, knownLatent } from '../foresight.ts';
import { modelProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGES, LATENT, VAE } from '../sockets.ts';
import { mayPrepare } from '../preparing.ts';

export const decodeLayers = defineNode({
  type: 'decode-layers',
  version: 1,
  title: 'Decode layers',
  category: 'latent',
  description:
    'Turns the latent of layers into pictures, from the lowest up. The first frame, the picture as a whole, ' +
    'is left out, as in the reference.',
  inputs: {
    vae: { kind: 'socket', socket: VAE, title: 'VAE' },
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
  },
  outputs: { images: { socket: IMAGES, title: 'Layers' } },
  lane: 'inference',
  affinity: ({ vae }) => vae.dir,
  settings: modelProfile,
  async foresee({ vae, latent }, ctx) {
    await checkComponents({ vae }, ctx, knownLatent(latent));
    return {};
  },
  async expect({ vae, latent }, ctx) {
    const known = knownLatent(latent);
    // The first frame is the picture that was taken apart.
    return known && expectedSeconds(ctx, 'decodeLatents', vae, framesOf({ ...known, frames: known.frames - 1 }));
  },
  async run({ vae, latent: { samples } }, ctx) {
    const { batch: frames, channels, height, width } = imageSizes(samples, 'latent');
    if (frames < 2)
      throw new RangeError(`Expected a latent of a picture and its layers (two frames or more), got ${frames}`);
    const layers = float32(samples.data.slice(channels * height * width), [frames - 1, channels, height, width]);
    return ctx.use(INFERENCE).request('decodeLatents', { vae, latents: layers }, mayPrepare(ctx));
  },
});
