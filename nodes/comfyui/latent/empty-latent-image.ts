/** EmptyLatentImage: the size of a picture, and how many of it. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { batchOf } from './batch.ts';

export const emptyLatentImage: ComfyNode = defineComfyNode({
  class: 'EmptyLatentImage',
  title: 'Empty Latent Image',
  category: 'model/latent',
  inputs: {
    width: int(512, 16, 16_384, { step: 8 }),
    height: int(512, 16, 16_384, { step: 8 }),
    batch_size: int(1, 1, 4096),
  },
  outputs: [{ type: 'LATENT' }],
  becomes(given, draft) {
    const size = { width: given.value('width'), height: given.value('height') };
    return [wire(draft.add('free-size-latent', { ...size, ...batchOf(given) }).out('latent'))];
  },
});
