/** EmptySD3LatentImage: the size of a picture, and how many of it. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { batchOf, writeBatch } from './batch.ts';

export const emptySd3LatentImage: ComfyNode = defineComfyNode({
  class: 'EmptySD3LatentImage',
  title: 'EmptySD3LatentImage',
  category: 'model/latent/stable diffusion',
  schema: 'v3',
  inputs: {
    width: int(1024, 16, 16_384, { step: 16 }),
    height: int(1024, 16, 16_384, { step: 16 }),
    batch_size: int(1, 1, 4096),
  },
  outputs: [{ type: 'LATENT' }],
  becomes(given, draft) {
    const size = { width: given.value('width'), height: given.value('height') };
    return [wire(draft.add('free-size-latent', { ...size, ...batchOf(given) }).out('latent'))];
  },
  from: ['free-size-latent', 'empty-latent'].map((type) => ({
    type,
    write(ours, out) {
      // ComfyUI knows the form of a latent from the model.
      if (type === 'empty-latent') ours.imply('vae');
      const size = { width: ours.value('width'), height: ours.value('height'), batch_size: writeBatch(ours) };
      return { latent: out.add('EmptySD3LatentImage', size).out(0) };
    },
  })),
});
