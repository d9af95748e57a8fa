/** CheckpointLoaderSimple: a transformer, a text encoder and a VAE from one file. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { Unwritable } from '../../../engine/comfyui/export/ours.ts';
import { file } from '../../../engine/comfyui/inputs.ts';
import { publishedFiles } from './published-files.ts';

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
  from: [
    {
      type: 'load-checkpoint',
      write(ours, out) {
        const name = String(ours.literal('checkpoint'));
        if (/\.[a-z]+$/i.test(name)) throw new Unwritable(`"${name}" is one file`);
        const files = publishedFiles(name);
        out.issue(
          `ComfyUI has no checkpoints that are folders: choose the files of "${name}" in Load Diffusion Model, ` +
            'Load CLIP and Load VAE.',
        );
        return {
          transformer: out.add('UNETLoader', { unet_name: files.transformer }).out(0),
          textEncoder: out.add('CLIPLoader', { clip_name: files.textEncoder }).out(0),
          vae: out.add('VAELoader', { vae_name: files.vae }).out(0),
        };
      },
    },
  ],
});
