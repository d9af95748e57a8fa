/** Empty latent: the size of the picture to make. */
import { defineNode } from '../../engine/graph/define.ts';
import { DEFAULTS, latentGrid, zeros } from '../../inference/index.ts';
import { knownNumber, type KnownVae, knownVae, latentFacts, type PictureFacts } from '../foresight.ts';
import { LATENT, VAE } from '../sockets.ts';

const [WIDTH, HEIGHT] = DEFAULTS.sizes['1:1'];

export const emptyLatent = defineNode({
  type: 'empty-latent',
  version: 1,
  title: 'Empty latent',
  category: 'latent',
  description: 'A latent of zeros for a picture of the given size. Denoising adds the noise.',
  inputs: {
    vae: { kind: 'socket', socket: VAE, title: 'VAE', tooltip: 'Says how many pixels a latent pixel covers.' },
    width: {
      kind: 'int',
      min: 16,
      max: 16_384,
      step: 16,
      default: WIDTH,
      title: 'Width',
      tooltip: 'In pixels, a multiple of 16.',
    },
    height: {
      kind: 'int',
      min: 16,
      max: 16_384,
      step: 16,
      default: HEIGHT,
      title: 'Height',
      tooltip: 'In pixels, a multiple of 16.',
    },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee({ vae, width, height }) {
    const [w, h] = [knownNumber(width), knownNumber(height)];
    const [known, size] = [knownVae(vae), w === undefined || h === undefined ? undefined : { width: w, height: h }];
    if (known && size) gridOf(known, size);
    return { latent: latentFacts(known, size) };
  },
  run({ vae, width, height }) {
    const { latentWidth, latentHeight } = gridOf(vae, { width, height });
    return { latent: { samples: zeros([1, vae.latentChannels, latentHeight, latentWidth]), scale: vae.scale } };
  },
});

/** @throws InferenceError `invalid-input` for sides that the family makes no pictures of. */
function gridOf({ scale, sideMultiple = scale }: Pick<KnownVae, 'scale' | 'sideMultiple'>, size: PictureFacts) {
  return latentGrid(size.width, size.height, { vaeScale: scale, patch: Math.max(1, sideMultiple / scale) });
}
