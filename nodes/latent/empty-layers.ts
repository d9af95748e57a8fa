/** Empty layers: zeros for the layers of a picture. */
import { defineNode } from '../../engine/graph/define.ts';
import { imageSizes, zeros } from '../../inference/index.ts';
import { knownLatent, knownNumber } from '../foresight.ts';
import { LATENT } from '../sockets.ts';

export const emptyLayers = defineNode({
  type: 'empty-layers',
  version: 1,
  title: 'Empty layers',
  category: 'latent',
  description:
    'A latent of zeros for the layers of a picture: the picture as a whole, then each layer from the lowest up. ' +
    'For checkpoints that take pictures apart.',
  inputs: {
    latent: {
      kind: 'socket',
      socket: LATENT,
      title: 'Latent',
      tooltip: 'The picture as a latent: only its size counts.',
    },
    layers: { kind: 'int', min: 1, max: 16, default: 4, title: 'Layers' },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee({ latent, layers }) {
    const known = knownLatent(latent);
    const count = knownNumber(layers);
    return { latent: known && count !== undefined ? { ...known, frames: count + 1 } : undefined };
  },
  run({ latent: { samples, scale, place }, layers }) {
    const { channels, height, width } = imageSizes(samples, 'latent');
    return { latent: { samples: zeros([layers + 1, channels, height, width]), scale, ...(place ? { place } : {}) } };
  },
});
