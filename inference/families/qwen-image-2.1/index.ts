/** Qwen-Image-2.1 and its Turbo: text to image and editing, with transparency, in the layout they are published in. */
import type { CheckpointFacts } from '../facts.ts';
import type { Family } from '../family.ts';
import { DEFAULTS } from './defaults.ts';
import { LICENCE, withLicence } from './licence.ts';
import { loraTargets } from './lora-targets.ts';
import type { QwenImage21Models } from './models.ts';
import { parts } from './parts/parts.ts';
import { promptFacts } from './parts/text-encoder.ts';
import { transformerFacts } from './parts/transformer.ts';
import { vaeFacts } from './parts/vae-facts.ts';
import { COMPONENTS, openPipelineFolder } from './pipeline-folder.ts';
import { template } from './prompt-template.ts';
import { recognises } from './recognise.ts';

export const qwenImage21 = {
  name: 'qwen-image-2.1',
  graphs: 1,
  licence: LICENCE,
  defaults: DEFAULTS,
  recognises,
  open,
  parts,
  loras: loraTargets,
  async weights(files) {
    const { componentWeights } = await import('./weights.ts');
    return componentWeights(files);
  },
  async work() {
    return (await import('./work/work.ts')).work;
  },
  async promptCounter(tokenizer) {
    const { promptCounter } = await import('../prompt-counter.ts');
    return promptCounter(tokenizer, template);
  },
  async runtime() {
    return (await import('./runtime.ts')).runtime;
  },
} as const satisfies Family<QwenImage21Models>;

async function open(dir: string): Promise<CheckpointFacts> {
  const { transformer, text, vae, scheduler, processor, note } = await openPipelineFolder(dir);
  const { fixedSigmas } = scheduler;
  return {
    folders: COMPONENTS,
    identity: JSON.stringify([processor, fixedSigmas]),
    note: withLicence(note),
    textEncoder: { folder: 'text_encoder', tokenizer: 'processor', ...promptFacts, processor, width: text.width },
    transformer: { folder: 'transformer', ...transformerFacts(transformer) },
    vae: { folder: 'vae', ...vaeFacts(vae) },
    scheduler,
  };
}
