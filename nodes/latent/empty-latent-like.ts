/** Empty latent like: zeros of the size of another latent. */
import { defineNode } from '../../engine/graph/define.ts';
import { zeros } from '../../inference/index.ts';
import { LATENT } from '../sockets.ts';

export const emptyLatentLike = defineNode({
  type: 'empty-latent-like',
  version: 2,
  title: 'Empty latent like',
  category: 'latent',
  description:
    'A latent of zeros as large as another latent: an edit keeps the size of its picture, and nothing shifts.',
  inputs: { latent: { kind: 'socket', socket: LATENT, title: 'Latent' } },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee: ({ latent }) => ({ latent }),
  run: ({ latent }) => ({ latent: { ...latent, samples: zeros(latent.samples.dims) } }),
});
