/** Place in batch: which noise of a seed a latent takes. */
import { defineNode } from '../../engine/graph/define.ts';
import { LATENT } from '../sockets.ts';
import { placeIn } from './place-in.ts';

export const placeInBatch = defineNode({
  type: 'place-in-batch',
  version: 1,
  title: 'Place in batch',
  category: 'latent',
  description:
    'Says which picture of a batch a latent is. It then starts from the noise that this picture of the batch has, ' +
    'so that one of them can be made again by itself.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    noiseIndex: {
      kind: 'int',
      min: 0,
      max: 4095,
      default: 0,
      title: 'Noise of number',
      tooltip: 'From 0: the picture of the first batch whose noise is taken.',
    },
    index: { kind: 'int', min: 0, max: 4095, default: 0, title: 'Number', tooltip: 'In the batch made now, from 0.' },
    size: {
      kind: 'int',
      min: 1,
      max: 4096,
      default: 1,
      title: 'Batch size',
      tooltip: 'Of the batch made now. Samplers that add noise draw it for the whole batch at each step.',
    },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee: ({ latent }) => ({ latent }),
  run: ({ latent, noiseIndex, index, size }) => ({
    latent: { ...latent, place: { ...placeIn(index, size, 'size'), noise: noiseIndex } },
  }),
});
