/**
 * The configs of a checkpoint folder as published (diffusers layout). No weights are read, so opening one is cheap
 * enough for planning and validation.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readConfig, readJson } from '../../checkpoint/config-file.ts';
import { loadSchedulerConfig, type SchedulerConfig } from '../../diffusion/schedule/scheduler-config.ts';
import type { TemplateName } from '../../text/prompt/prompt-template.ts';
import { type TextEncoderConfig, textEncoderConfigSchema } from '../../text/qwen2.5-vl/config.ts';
import { expectFolders, expectSameSize } from '../folder-checks.ts';
import { transformerConfigSchema, type TransformerConfig } from './transformer/config.ts';
import { vaeConfigSchema, type VaeConfig } from './vae/config.ts';
import { processorSchema } from '../../text/qwen2.5-vl/vision/processor.ts';
import type { ProcessorConfig } from '../../text/vision/picture-patches.ts';

/** The configs that a workflow needs before a model runs. */
export interface PipelineFolder {
  readonly transformer: TransformerConfig;
  readonly text: TextEncoderConfig;
  readonly vae: VaeConfig;
  readonly scheduler: SchedulerConfig;
  /** Template of prompts, by the class of the pipeline. */
  readonly template: TemplateName;
  /** Settings for preparing pictures for the text encoder. */
  readonly processor: ProcessorConfig;
  /** A message of the checkpoint's makers for its users: the field `_note` of model_index.json. */
  readonly note: string | undefined;
}

const indexSchema = z.object({ _note: z.string().optional(), _class_name: z.string().optional() });

/** Templates of the pipelines that edit. All other pipelines read a prompt alone. */
const TEMPLATES: Readonly<Record<string, TemplateName>> = {
  QwenImageEditPipeline: 'edit',
  QwenImageEditInpaintPipeline: 'edit',
  QwenImageEditPlusPipeline: 'edit-plus',
};

/** Sub-folders that make up a checkpoint. */
export const COMPONENTS = ['text_encoder', 'tokenizer', 'transformer', 'vae', 'scheduler'] as const;

/**
 * Opens a checkpoint folder.
 * @param dir absolute path
 * @throws InferenceError `file-missing` when the folder or a component is absent, `config-invalid` for a config that
 *   cannot be used, or whose parts do not fit each other.
 */
export async function openPipelineFolder(dir: string): Promise<PipelineFolder> {
  await expectFolders(dir, COMPONENTS);
  const [{ _note: note, _class_name: pipeline = '' }, transformer, text, vae, scheduler, processor] = await Promise.all(
    [
      readJson(join(dir, 'model_index.json'), indexSchema),
      readConfig(join(dir, 'transformer'), transformerConfigSchema),
      readConfig(join(dir, 'text_encoder'), textEncoderConfigSchema),
      readConfig(join(dir, 'vae'), vaeConfigSchema),
      loadSchedulerConfig(join(dir, 'scheduler')),
      loadProcessor(join(dir, 'processor', 'preprocessor_config.json')),
    ],
  );
  const { patchSize, inChannels, textWidth } = transformer;
  const features = vae.latentChannels * patchSize ** 2;
  expectSameSize(dir, {
    field: 'in_channels',
    size: inChannels,
    expected: features,
    message: `a token holds ${features} features by the VAE, but ${inChannels} by the transformer's in_channels`,
  });
  expectSameSize(dir, {
    field: 'joint_attention_dim',
    size: textWidth,
    expected: text.width,
    message:
      `hidden states of a prompt are ${text.width} wide by the text encoder's hidden_size, but ${textWidth} by the ` +
      "transformer's joint_attention_dim",
  });
  return { transformer, text, vae, scheduler, template: TEMPLATES[pipeline] ?? 'text-to-image', processor, note };
}

/** Checkpoints that only make pictures have no processor. They get the defaults, which every published one has. */
async function loadProcessor(file: string): Promise<ProcessorConfig> {
  return (await stat(file).catch(() => undefined)) ? readJson(file, processorSchema) : processorSchema.parse({});
}
