/** Mask latent: a latent that says itself which part of it is painted anew. */
import { defineNode } from '../../engine/graph/define.ts';
import { LATENT, MASK } from '../sockets.ts';

export const latentMask = defineNode({
  type: 'latent-mask',
  version: 1,
  title: 'Mask latent',
  category: 'latent',
  description: 'Gives a latent a mask that stays with it: every "Denoise" without a mask of its own paints there only.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    mask: { kind: 'socket', socket: MASK, title: 'Mask', tooltip: 'White is painted anew, black stays as it is.' },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee: ({ latent }) => ({ latent }),
  run: ({ latent, mask }) => ({ latent: { ...latent, mask } }),
});
