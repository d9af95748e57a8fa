/** LatentCutToBatch: the layers of a latent as pictures of a batch. Ours is both already. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, int, link } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable } from '../../../engine/comfyui/translate/wire.ts';

export const latentCutToBatch: ComfyNode = defineComfyNode({
  class: 'LatentCutToBatch',
  title: 'LatentCutToBatch',
  category: 'model/latent/advanced',
  schema: 'v3',
  inputs: {
    samples: link('LATENT'),
    dim: combo(['t', 'x', 'y']),
    slice_size: int(1, 1, 16_384, { step: 1 }),
  },
  outputs: [{ type: 'LATENT' }],
  becomes(given) {
    if (given.constant('dim') === 't' && given.constant('slice_size') === 1) return [given.wire('samples')];
    throw new Untranslatable('cuts a latent into other parts than its layers one by one');
  },
});
