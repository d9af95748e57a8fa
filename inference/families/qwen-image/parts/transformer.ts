/** Facts of a transformer by itself: its variant, and the schedule that the published pipeline of the variant has. */
import { basename } from 'node:path';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { parseSchedulerConfig, type Scheduler } from '../../../diffusion/schedule/scheduler-config.ts';
import type { TransformerFacts } from '../../facts.ts';
import type { TransformerPart } from '../../parts.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import { openTransformer } from '../transformer/open.ts';
import { EDIT_2511 } from '../variants.ts';

/** Source: `scheduler/scheduler_config.json` of Qwen-Image; the editing models have the same. */
const STANDARD = {
  use_dynamic_shifting: true,
  base_shift: 0.5,
  max_shift: 0.9,
  base_image_seq_len: 256,
  max_image_seq_len: 8192,
  shift_terminal: 0.02,
} as const;

/** Source: the same file of Qwen-Image-Layered. */
const LAYERED = { ...STANDARD, shift_terminal: false, time_shift_type: 'linear' } as const;

/**
 * Source: ComfyUI `QwenImage.sampling_settings`, comfy/supported_models.py, for `ModelSamplingFlux`, whose shift is the
 * exponential of the one given.
 */
const COMFYUI_SIGMAS = { shift: Math.exp(1.15), levels: 10_000 } as const;

/** @throws InferenceError when files are missing or damaged, or are no transformer of the family. */
export async function openTransformerPart(given: ComponentFiles): Promise<TransformerPart> {
  const named = given.variant ?? (basename(given.dir).includes('2511') ? EDIT_2511 : undefined);
  const files = named === undefined ? given : { ...given, variant: named };
  const [{ config }, asGiven] = await Promise.all([openTransformer(files), openTransformer(given)]);
  const byName = config.zeroConditionTimestep && !asGiven.config.zeroConditionTimestep;
  const note = `${basename(given.dir)} is taken for Qwen-Image-Edit-2511 by its name: its tensors do not tell`;
  return {
    files,
    facts: transformerFacts(config),
    scheduler: schedulerOf(config, given.dir),
    ...(byName ? { note } : {}),
  };
}

/** Pixels per latent pixel along a side of the family's latents: what the published VAE has. */
const LATENT_SCALE = 8;

export function transformerFacts(config: TransformerConfig): Omit<TransformerFacts, 'folder'> {
  const { patchSize: patch, inChannels, textWidth, width: streamWidth } = config;
  const latentChannels = inChannels / patch ** 2;
  return { patch, latentChannels, latentScale: LATENT_SCALE, textWidth, streamWidth, samplingSigmas: COMFYUI_SIGMAS };
}

function schedulerOf({ layeredRope }: TransformerConfig, file: string): Scheduler {
  const config = parseSchedulerConfig(layeredRope ? LAYERED : STANDARD, file);
  return { ...config, variant: layeredRope ? 'layered' : 'standard' };
}
