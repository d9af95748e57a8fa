/** Repeat latent: one latent for several pictures, each with noise of its own. */
import { defineNode } from '../../engine/graph/define.ts';
import { LATENT, type LatentPlace } from '../sockets.ts';
import { placeIn } from './place-in.ts';

export const repeatLatent = defineNode({
  type: 'repeat-latent',
  version: 1,
  title: 'Repeat latent',
  category: 'latent',
  description:
    'One copy of a latent, as a place in a larger batch: copies draw their noise in turns from one seed. ' +
    'Give "copy" a list of numbers from 0 on.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    copy: { kind: 'int', min: 0, max: 4095, default: 0, title: 'Copy', tooltip: 'Its number, from 0.' },
    copies: { kind: 'int', min: 1, max: 4096, default: 1, title: 'Copies' },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee: ({ latent }) => ({ latent }),
  run({ latent, copy, copies }) {
    const turn = placeIn(copy, copies, 'copies');
    const { index, size, noise }: LatentPlace = latent.place ?? { index: 0, size: 1 };
    const place = { index: turn.index * size + index, size: turn.size * size };
    const ownNoise = noise === undefined ? {} : { noise: turn.index * size + noise };
    return { latent: { ...latent, place: { ...place, ...ownNoise } } };
  },
});
