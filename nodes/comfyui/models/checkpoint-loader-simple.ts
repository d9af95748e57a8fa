/** CheckpointLoaderSimple: a transformer, a text encoder and a VAE from one file. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { file } from '../../../engine/comfyui/inputs.ts';

export const checkpointLoaderSimple = defineComfyNode({
  class: 'CheckpointLoaderSimple',
  title: 'Load Checkpoint',
  category: 'model/loaders',
  inputs: { ckpt_name: file('checkpoints') },
  outputs: [{ type: 'MODEL' }, { type: 'CLIP' }, { type: 'VAE' }],
  becomes: {
    type: 'load-checkpoint',
    inputs: { ckpt_name: 'checkpoint' },
    outputs: ['transformer', 'textEncoder', 'vae'],
  },
});
