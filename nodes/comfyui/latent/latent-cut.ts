/** LatentCut: some columns, rows or layers of a latent. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, int, link } from '../../../engine/comfyui/inputs.ts';
import { choiceNamed } from '../choice-named.ts';

export const latentCut = defineComfyNode({
  class: 'LatentCut',
  title: 'LatentCut',
  category: 'model/latent/advanced',
  schema: 'v3',
  inputs: {
    samples: link('LATENT'),
    dim: combo(['x', 'y', 't']),
    index: int(0, -16_384, 16_384, { step: 1 }),
    amount: int(1, 1, 16_384, { step: 1 }),
  },
  outputs: [{ type: 'LATENT' }],
  becomes: {
    type: 'cut-latent',
    inputs: {
      samples: 'latent',
      dim: choiceNamed('of', { x: 'columns', y: 'rows', t: 'layers' }),
      index: 'index',
      amount: 'amount',
    },
    outputs: ['latent'],
  },
});
