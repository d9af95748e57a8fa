/** EmptySD3LatentImage: the size of a picture, and how many of it. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int } from '../../../engine/comfyui/inputs.ts';
import { numbersInBatch } from './batch.ts';

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
  becomes: {
    type: 'empty-latent',
    inputs: { width: 'width', height: 'height', batch_size: numbersInBatch },
    outputs: ['latent'],
  },
});
