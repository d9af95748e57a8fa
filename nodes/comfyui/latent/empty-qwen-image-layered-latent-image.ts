/** EmptyQwenImageLayeredLatentImage: the size of a picture that is taken apart, and the number of its layers. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { batchOf } from './batch.ts';

export const emptyQwenImageLayeredLatentImage: ComfyNode = defineComfyNode({
  class: 'EmptyQwenImageLayeredLatentImage',
  title: 'Empty Qwen Image Layered Latent',
  category: 'model/latent/qwen',
  schema: 'v3',
  inputs: {
    width: int(640, 16, 16_384, { step: 16 }),
    height: int(640, 16, 16_384, { step: 16 }),
    layers: int(3, 0, 16_384, { step: 1 }),
    batch_size: int(1, 1, 4096),
  },
  outputs: [{ type: 'LATENT' }],
  becomes(given, draft) {
    const size = { width: given.value('width'), height: given.value('height') };
    const latent = draft.add('free-size-latent', { ...size, ...batchOf(given) }).out('latent');
    if (given.value('layers') === 0) return [wire(latent)];
    return [wire(draft.add('empty-layers', { latent, layers: given.value('layers') }).out('latent'))];
  },
});
