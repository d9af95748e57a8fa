/**
 * A checkpoint folder as published (diffusers layout): what its configs say and which files it is made of. Reads no weights,
 * so it is cheap enough for whoever plans or validates.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readConfig, readJson } from '../../checkpoint/config-file.ts';
import { InferenceError } from '../../errors.ts';
import { loadSchedulerConfig, type SchedulerConfig } from '../../diffusion/schedule/scheduler-config.ts';
import type { PromptTemplate } from '../../text/prompt/prompt-template.ts';
import { transformerConfigSchema, type TransformerConfig } from './transformer/config.ts';
import { vaeConfigSchema, type VaeConfig } from './vae/config.ts';
import { type ProcessorConfig, processorSchema } from '../../text/qwen2.5-vl/vision/image-processor.ts';

/** Configs of a checkpoint, those a workflow needs before a model runs. */
export interface PipelineFolder {
  readonly transformer: TransformerConfig;
  readonly vae: VaeConfig;
  readonly scheduler: SchedulerConfig;
  /** How prompts are put to the text encoder: by the class of the pipeline. */
  readonly template: PromptTemplate['name'];
  /** How the text encoder's pictures are prepared. */
  readonly processor: ProcessorConfig;
  /** What its makers want users to know, from the field `_note` of model_index.json. */
  readonly note: string | undefined;
}

const indexSchema = z.object({ _note: z.string().optional(), _class_name: z.string().optional() });

/** The pipelines that edit, and the template each was trained with; all others read a prompt alone. */
const TEMPLATES: Readonly<Record<string, PromptTemplate['name']>> = {
  QwenImageEditPipeline: 'edit',
  QwenImageEditInpaintPipeline: 'edit',
  QwenImageEditPlusPipeline: 'edit-plus',
};

/** Sub-folders of a checkpoint that a text-to-image pipeline is made of. */
export const COMPONENTS = ['text_encoder', 'tokenizer', 'transformer', 'vae', 'scheduler'] as const;

/**
 * Opens a checkpoint folder.
 * @param dir absolute path
 * @throws InferenceError `file-missing` when the folder or a component is absent, `config-invalid` for a config that
 *   cannot be used, or whose parts do not fit each other.
 */
export async function openPipelineFolder(dir: string): Promise<PipelineFolder> {
  for (const part of ['', ...COMPONENTS]) {
    const folder = join(dir, part);
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory()) {
      const what = part === '' ? 'Checkpoint folder' : `Component folder "${part}" of the checkpoint`;
      throw new InferenceError('file-missing', `${what} not found: ${folder}`, {
        file: folder,
        expected: 'a folder in the diffusers layout',
      });
    }
  }
  const [{ _note: note, _class_name: pipeline = '' }, transformer, vae, scheduler, processor] = await Promise.all([
    readJson(join(dir, 'model_index.json'), indexSchema),
    readConfig(join(dir, 'transformer'), transformerConfigSchema),
    readConfig(join(dir, 'vae'), vaeConfigSchema),
    loadSchedulerConfig(join(dir, 'scheduler')),
    loadProcessor(join(dir, 'processor', 'preprocessor_config.json')),
  ]);
  const features = vae.latentChannels * transformer.patchSize ** 2;
  if (features !== transformer.inChannels) {
    throw new InferenceError(
      'config-invalid',
      `${dir}: a token holds ${features} features by the VAE's z_dim, but ${transformer.inChannels} by the transformer's in_channels`,
      {
        file: join(dir, 'transformer', 'config.json'),
        field: 'in_channels',
        expected: String(features),
        received: String(transformer.inChannels),
      },
    );
  }
  return { transformer, vae, scheduler, template: TEMPLATES[pipeline] ?? 'text-to-image', processor, note };
}

/** Checkpoints that only make pictures have none: the defaults are those of all published ones. */
async function loadProcessor(file: string): Promise<ProcessorConfig> {
  return (await stat(file).catch(() => undefined)) ? readJson(file, processorSchema) : processorSchema.parse({});
}
