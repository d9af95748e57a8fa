/** Decode layers: the layers of a picture through the VAE decoder to pixels. */
import { defineNode } from '../../engine/graph/define.ts';
import { cutTensor, imageSizes } from '../../inference/index.ts';
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
    'is left out, as in the reference, unless it is asked for.',
  inputs: {
    vae: { kind: 'socket', socket: VAE, title: 'VAE' },
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    whole: {
      kind: 'boolean',
      default: false,
      title: 'First frame too',
      tooltip: 'For the picture as a whole, or for a latent of which "Cut latent" took some layers.',
    },
  },
  outputs: { images: { socket: IMAGES, title: 'Layers' } },
  lane: 'inference',
  affinity: ({ vae }) => vae.dir,
  settings: modelProfile,
  async foresee({ vae, latent }, ctx) {
    await checkComponents({ vae }, ctx, knownLatent(latent));
    return {};
  },
  async expect({ vae, latent, whole }, ctx) {
    const known = knownLatent(latent);
    // The first frame is the picture that was taken apart.
    return (
      known &&
      expectedSeconds(
        ctx,
        'decodeLatents',
        vae,
        framesOf({ ...known, frames: known.frames - (whole === true ? 0 : 1) }),
      )
    );
  },
  async run({ vae, latent: { samples }, whole }, ctx) {
    const { batch: frames } = imageSizes(samples, 'latent');
    if (frames < 2 && !whole)
      throw new RangeError(`Expected a latent of a picture and its layers (two frames or more), got ${frames}`);
    const latents = whole ? samples : cutTensor(samples, 0, 1, frames - 1);
    return ctx.use(INFERENCE).request('decodeLatents', { vae, latents }, mayPrepare(ctx));
  },
});
