/** Facts of a transformer by itself: its variant, and the schedule that the published pipeline of the variant has. */
import { basename } from 'node:path';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { parseSchedulerConfig, type Scheduler } from '../../../diffusion/schedule/scheduler-config.ts';
import type { TransformerFacts } from '../../facts.ts';
import type { TransformerPart } from '../../parts.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import { openTransformer } from '../transformer/open.ts';
import { withLicence } from '../licence.ts';
import { TURBO, TURBO_SIGMAS, variantOf } from '../turbo.ts';

/** Source: `scheduler/scheduler_config.json` of Qwen-Image-2.1. */
const STANDARD = {
  use_dynamic_shifting: true,
  base_shift: 0.5,
  max_shift: 0.9,
  base_image_seq_len: 256,
  max_image_seq_len: 8192,
  shift_terminal: 0.02,
} as const;

/** Source: the same file of Qwen-Image-2.1-Turbo, whose noise levels are not shifted. */
const UNSHIFTED = { ...STANDARD, use_dynamic_shifting: false, shift: 1, shift_terminal: null } as const;

/** @throws InferenceError when files are missing or damaged, or are no transformer of the family. */
export async function openTransformerPart(given: ComponentFiles): Promise<TransformerPart> {
  const { config } = await openTransformer(given);
  const { isTurbo, byName } = variantOf(given);
  const guess =
    `${basename(given.dir)} is taken for Qwen-Image-2.1-Turbo by its name: its tensors do not tell. ` +
    'Choose the variant "standard" if it is not';
  return {
    files: isTurbo ? { ...given, variant: TURBO } : given,
    facts: transformerFacts(config),
    scheduler: schedulerOf(isTurbo, given.dir),
    note: withLicence(byName ? guess : undefined),
  };
}

/** Pixels per latent pixel along a side of the family's latents: what the published VAE has. */
const LATENT_SCALE = 16;

/**
 * What ComfyUI's schedulers pick from, where no node says: the shift of the published scheduler at 1024 x 1024, that is
 * exp(0.5 + 0.4 * (4096 - 256) / (8192 - 256)), rounded.
 */
const SAMPLING_SIGMAS = {
  shift: 2,
  levels: 1000,
  note:
    "ComfyUI's own shift for this model is not known here: 2, that of the published scheduler at 1024 x 1024, is " +
    'used. "Sampling shift" sets another',
} as const;

export function transformerFacts(config: TransformerConfig): Omit<TransformerFacts, 'folder'> {
  const { patchSize: patch, inChannels, textWidth, width: streamWidth } = config;
  const latentChannels = inChannels / patch ** 2;
  return {
    patch,
    latentChannels,
    latentScale: LATENT_SCALE,
    textWidth,
    streamWidth,
    rescalesGuidance: false,
    samplingSigmas: SAMPLING_SIGMAS,
  };
}

function schedulerOf(isTurbo: boolean, file: string): Scheduler {
  const config = parseSchedulerConfig(isTurbo ? UNSHIFTED : STANDARD, file);
  return { ...config, variant: 'standard', ...(isTurbo ? { fixedSigmas: TURBO_SIGMAS } : {}) };
}
