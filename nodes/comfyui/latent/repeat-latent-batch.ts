/** RepeatLatentBatch: a latent several times, each with noise of its own. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { batchOf } from './batch.ts';

export const repeatLatentBatch: ComfyNode = defineComfyNode({
  class: 'RepeatLatentBatch',
  title: 'Repeat Latent Batch',
  category: 'model/latent/batch',
  inputs: { samples: link('LATENT'), amount: int(1, 1, 64) },
  outputs: [{ type: 'LATENT' }],
  becomes(given, draft) {
    const batch = batchOf(given, 'amount');
    if (!batch) return [given.wire('samples')];
    const copy = { copy: batch.batchIndex, copies: batch.batchSize };
    return [wire(draft.add('repeat-latent', { latent: given.value('samples'), ...copy }).out('latent'))];
  },
});
