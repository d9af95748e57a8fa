/**
 * The configs of a checkpoint folder as published (diffusers layout). No weights are read, so opening one is cheap
 * enough for planning and validation.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { readConfig, readJson } from '../../checkpoint/config-file.ts';
import { loadSchedulerConfig, type Scheduler } from '../../diffusion/schedule/scheduler-config.ts';
import { type TextEncoderConfig, textEncoderConfigSchema } from '../../text/qwen3-vl/config.ts';
import { processorSchema } from '../../text/qwen3-vl/vision/processor.ts';
import type { ProcessorConfig } from '../../text/vision/picture-patches.ts';
import { expectFolders, expectSameSize } from '../folder-checks.ts';
import { transformerConfigSchema, type TransformerConfig } from './transformer/config.ts';
import { vaeConfigSchema, type VaeConfig } from './vae/config.ts';

/** The configs that a workflow needs before a model runs. */
export interface PipelineFolder {
  readonly transformer: TransformerConfig;
  readonly text: TextEncoderConfig;
  readonly vae: VaeConfig;
  readonly scheduler: Scheduler;
  /** Settings for preparing pictures for the text encoder. */
  readonly processor: ProcessorConfig;
  /** A message of the checkpoint's makers for its users: the field `_note` of model_index.json. */
  readonly note: string | undefined;
}

const sigma = z.number().gt(0).max(1);

const indexSchema = z.object({ _note: z.string().optional(), sample_sigmas: z.array(sigma).min(1).nullish() });

/** Sub-folders that make up a checkpoint. The tokenizer is in that of the processor. */
export const COMPONENTS = ['text_encoder', 'processor', 'transformer', 'vae', 'scheduler'] as const;

/**
 * Opens a checkpoint folder.
 * @param dir absolute path
 * @throws InferenceError `file-missing` when the folder or a component is absent, `config-invalid` for a config that
 *   cannot be used, or whose parts do not fit each other.
 */
export async function openPipelineFolder(dir: string): Promise<PipelineFolder> {
  await expectFolders(dir, COMPONENTS);
  const [{ _note: note, sample_sigmas: fixedSigmas }, transformer, text, vae, config, processor] = await Promise.all([
    readJson(join(dir, 'model_index.json'), indexSchema),
    readConfig(join(dir, 'transformer'), transformerConfigSchema),
    readConfig(join(dir, 'text_encoder'), textEncoderConfigSchema),
    readConfig(join(dir, 'vae'), vaeConfigSchema),
    loadSchedulerConfig(join(dir, 'scheduler')),
    readJson(join(dir, 'processor', 'preprocessor_config.json'), processorSchema),
  ]);
  expectSameSize(dir, {
    field: 'in_channels',
    size: transformer.inChannels,
    expected: vae.latentChannels,
    message:
      `latents have ${vae.latentChannels} channels by the VAE's z_dim, but ${transformer.inChannels} by the ` +
      "transformer's in_channels",
  });
  expectSameSize(dir, {
    field: 'context_in_dim',
    size: transformer.textWidth,
    expected: text.width,
    message:
      `hidden states of a prompt are ${text.width} wide by the text encoder's hidden_size, but ` +
      `${transformer.textWidth} by the transformer's context_in_dim`,
  });
  const scheduler = { ...config, variant: 'standard', ...(fixedSigmas ? { fixedSigmas } : {}) } as const;
  return { transformer, text, vae, scheduler, processor, note };
}
