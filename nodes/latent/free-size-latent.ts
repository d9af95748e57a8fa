/** Free-size latent: an empty latent for a picture of any size, before a model is chosen. */
import { defineNode } from '../../engine/graph/define.ts';
import { knownNumber } from '../foresight.ts';
import { LATENT } from '../sockets.ts';
import { BATCH_INDEX, BATCH_SIZE } from './batch-inputs.ts';
import { ofBatch, unformedFacts, unformedLatent } from './unformed.ts';

export const freeSizeLatent = defineNode({
  type: 'free-size-latent',
  version: 1,
  title: 'Free-size latent',
  category: 'latent',
  description:
    'A latent of zeros for a picture of about any size, such as that of another picture: sides are rounded down to ' +
    'multiples of 8 pixels. It takes the form of the transformer that denoises it.',
  inputs: {
    width: { kind: 'int', min: 1, max: 16_384, default: 1024, title: 'Width', tooltip: 'In pixels.' },
    height: { kind: 'int', min: 1, max: 16_384, default: 1024, title: 'Height', tooltip: 'In pixels.' },
    batchIndex: BATCH_INDEX,
    batchSize: BATCH_SIZE,
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee(facts) {
    const [width, height] = [knownNumber(facts.width), knownNumber(facts.height)];
    return { latent: width && height ? unformedFacts({ width, height }) : undefined };
  },
  run: ({ width, height, batchIndex, batchSize }) => ({
    latent: ofBatch(unformedLatent({ width, height }), batchIndex, batchSize),
  }),
});
