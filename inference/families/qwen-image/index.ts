/** Qwen-Image: text to image, editing, layers and ControlNets, in the layout its checkpoints are published in. */
import { readConfig } from '../../checkpoint/config-file.ts';
import type { CheckpointFacts } from '../facts.ts';
import type { Family } from '../family.ts';
import { controlNetConfigSchema } from './controlnet/config.ts';
import { DEFAULTS } from './defaults.ts';
import { LATENT_COLOURS } from './latents/preview.ts';
import type { QwenImageModels } from './models.ts';
import { COMPONENTS, openPipelineFolder } from './pipeline-folder.ts';
import { recognises, recognisesControlNet } from './recognise.ts';
import { activationBytesPerPixel } from './vae/tiling.ts';

export const qwenImage = {
  name: 'qwen-image',
  graphs: 1,
  defaults: DEFAULTS,
  colours: LATENT_COLOURS,
  recognises,
  open,
  controlNets: {
    recognises: recognisesControlNet,
    async open(dir) {
      const { takesMask } = await readConfig(dir, controlNetConfigSchema);
      return { takesMask };
    },
  },
  async widenedBytes(files) {
    const { widenedBytes } = await import('./weights.ts');
    return widenedBytes(files);
  },
  async promptCounter(dir) {
    const { promptCounter } = await import('./prompt-counter.ts');
    return promptCounter(dir, (await openPipelineFolder(dir)).template);
  },
  async runtime() {
    return (await import('./runtime.ts')).runtime;
  },
} as const satisfies Family<QwenImageModels>;

/**
 * Side in pixels of the square whose area pictures are shown to the text encoder at.
 * Sources: the calls of `calculate_dimensions` in diffusers pipeline_qwenimage_edit.py, and `CONDITION_IMAGE_SIZE` in
 * pipeline_qwenimage_edit_plus.py.
 */
const PICTURE_SIDE = { 'edit': 1024, 'edit-plus': 384, 'text-to-image': 384 } as const;

async function open(dir: string): Promise<CheckpointFacts> {
  const { transformer, vae, scheduler, template, processor, note } = await openPipelineFolder(dir);
  return {
    folders: COMPONENTS,
    identity: `${template} ${JSON.stringify(processor)}`,
    ...(note === undefined ? {} : { note }),
    textEncoder: {
      folder: 'text_encoder',
      tokenizer: 'tokenizer',
      // A checkpoint that was not made for editing gets the newer template.
      templates: { create: 'text-to-image', edit: template === 'edit' ? 'edit' : 'edit-plus' },
      pictureSide: PICTURE_SIDE[template],
      processor,
    },
    transformer: { folder: 'transformer', patch: transformer.patchSize },
    vae: {
      folder: 'vae',
      scale: vae.scale,
      latentChannels: vae.latentChannels,
      activationBytesPerPixel: activationBytesPerPixel(vae.finestChannels),
    },
    scheduler: { ...scheduler, variant: transformer.layeredRope ? 'layered' : 'standard' },
  };
}
