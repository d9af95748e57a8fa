/** Qwen-Image: text to image, editing, layers and ControlNets, in the layout its checkpoints are published in. */
import { templateByName } from '../../text/prompt/prompt-template.ts';
import type { CheckpointFacts } from '../facts.ts';
import type { Family } from '../family.ts';
import { DEFAULTS } from './defaults.ts';
import { LATENT_COLOURS } from './latents/preview.ts';
import { loraTargets } from './loras.ts';
import type { QwenImageModels } from './models.ts';
import { COMPONENTS, openPipelineFolder } from './pipeline-folder.ts';
import { parts } from './parts/parts.ts';
import { instructionFacts } from './parts/text-encoder.ts';
import { transformerFacts } from './parts/transformer.ts';
import { vaeFacts } from '../vae-facts.ts';
import { recognises, recognisesControlNet } from './recognise.ts';

export const qwenImage = {
  name: 'qwen-image',
  graphs: 1,
  defaults: DEFAULTS,
  colours: LATENT_COLOURS,
  recognises,
  open,
  controlNets: {
    recognises: recognisesControlNet,
    open: async (dir) => (await parts.openControlNet({ dir })).facts,
  },
  parts,
  loras: loraTargets,
  async weights(files) {
    const { componentWeights } = await import('./weights.ts');
    return componentWeights(files);
  },
  async work() {
    return (await import('./work/work.ts')).work;
  },
  async promptCounter(tokenizer, template) {
    const { promptCounter } = await import('../prompt-counter.ts');
    return promptCounter(tokenizer, templateByName(template));
  },
  async runtime() {
    return (await import('./runtime.ts')).runtime;
  },
} as const satisfies Family<QwenImageModels>;

async function open(dir: string): Promise<CheckpointFacts> {
  const { transformer, text, vae, scheduler, template, processor, note } = await openPipelineFolder(dir);
  return {
    folders: COMPONENTS,
    identity: `${template} ${JSON.stringify(processor)}`,
    ...(note === undefined ? {} : { note }),
    textEncoder: {
      folder: 'text_encoder',
      tokenizer: 'tokenizer',
      ...instructionFacts(template),
      processor,
      width: text.width,
    },
    transformer: { folder: 'transformer', ...transformerFacts(transformer) },
    vae: { folder: 'vae', ...vaeFacts(vae) },
    scheduler: { ...scheduler, variant: transformer.layeredRope ? 'layered' : 'standard' },
  };
}
