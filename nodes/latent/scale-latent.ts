/** Scale latent: every value times a number. */
import { defineNode } from '../../engine/graph/define.ts';
import { float32 } from '../../inference/index.ts';
import { changedLatent, LATENT } from '../sockets.ts';

export const scaleLatent = defineNode({
  type: 'scale-latent',
  version: 1,
  title: 'Scale latent',
  category: 'latent',
  description:
    'Multiplies the normalised values of a latent. A denoise node that leaves noise runs one, so that the next can ' +
    'begin where it ended: the picture then has its whole strength.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    factor: { kind: 'float', min: -1e6, max: 1e6, step: 0.01, default: 1, title: 'Factor' },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee: ({ latent }) => ({ latent }),
  run: ({ latent, factor }) => ({
    latent: changedLatent(
      latent,
      float32(
        latent.samples.data.map((value) => value * factor),
        latent.samples.dims,
      ),
    ),
  }),
});
