/** Empty latent: the size of the picture to make. */
import { defineNode } from '../../engine/graph/define.ts';
import { DEFAULTS, latentGrid, zeros } from '../../inference/index.ts';
import { knownNumber, knownVae, latentFacts } from '../foresight.ts';
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
    const size = w === undefined || h === undefined ? undefined : { width: w, height: h };
    return { latent: latentFacts(knownVae(vae), size) };
  },
  run({ vae, width, height }) {
    const { scale, sideMultiple = scale } = vae;
    const { latentWidth, latentHeight } = latentGrid(width, height, {
      vaeScale: scale,
      patch: Math.max(1, sideMultiple / scale),
    });
    return { latent: { samples: zeros([1, vae.latentChannels, latentHeight, latentWidth]), scale } };
  },
});
