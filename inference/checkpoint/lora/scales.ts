/**
 * Factors of the changes in a LoRA file: alpha / rank. Alpha is a tensor beside the factors, a number in the metadata
 * that diffusers writes or in the config that PEFT writes beside the file, or, if nobody says it, the rank itself.
 * Sources: `save_lora_adapter` and `_load_lora_into` of diffusers, `LoraConfig` of PEFT.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { InferenceError } from '../../errors.ts';
import { readJson } from '../config-file.ts';
import type { FolderFile } from '../folder-files.ts';
import { readFloats } from '../rows/read-floats.ts';
import type { LoraFile } from './lora-file.ts';
import type { LoraTarget } from './target.ts';

/** Names of the pair of files that PEFT saves. */
const PEFT_FILE = 'adapter_model.safetensors';
const PEFT_CONFIG = 'adapter_config.json';
/** Key of the JSON that diffusers writes into the metadata; its fields begin with the component's name. */
const DIFFUSERS_KEY = 'lora_adapter_metadata';
const DIFFUSERS_PREFIX = { 'denoiser': 'transformer.', 'text encoder': 'text_encoder.' } as const;

const configSchema = z.object({
  lora_alpha: z.number().optional(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
  use_rslora: z.boolean().nullish(),
});

type Config = z.output<typeof configSchema>;

export interface Scales {
  /** @param module as the file spells it. */
  alpha(module: string): number | undefined;
  /** The factor of a change of this rank; 1 where no alpha is known. */
  scale(module: string, rank: number): number;
}

/** A LoRA file and the config that belongs to it: everything that the changes depend on. */
export async function filesOfLora(file: string): Promise<readonly FolderFile[]> {
  const config = await configFileOf(file);
  return [file, ...(config === undefined ? [] : [config])].map((path) => ({ name: basename(path), path }));
}

/** The config that belongs to a file; undefined when there is none. */
async function configFileOf(file: string): Promise<string | undefined> {
  if (basename(file) !== PEFT_FILE) return undefined;
  const config = join(dirname(file), PEFT_CONFIG);
  return (await stat(config).catch(() => undefined)) ? config : undefined;
}

/** @throws InferenceError `not-finite` for an alpha that is no number, `file-malformed` for a broken config. */
export async function readScales(file: LoraFile, component: LoraTarget['component']): Promise<Scales> {
  const config = await configOf(file, component);
  const alphas = await alphasOf(file);
  const alpha = (module: string): number | undefined => alphas.get(module) ?? (config && alphaOf(config, module));
  return {
    alpha,
    scale(module, rank) {
      const known = alpha(module);
      if (known === undefined) return 1;
      return known / (config?.use_rslora === true && !alphas.has(module) ? Math.sqrt(rank) : rank);
    },
  };
}

/** The alpha tensors of a file by module. */
async function alphasOf({ file, modules }: LoraFile): Promise<ReadonlyMap<string, number>> {
  const alphas = new Map<string, number>();
  for (const [module, { alpha }] of modules) {
    if (!alpha) continue;
    const [value = Number.NaN] = await readFloats(alpha);
    if (!Number.isFinite(value)) throw notFinite(file, alpha.tensor, value);
    alphas.set(module, value);
  }
  return alphas;
}

async function configOf({ file, metadata }: LoraFile, component: LoraTarget['component']): Promise<Config | undefined> {
  const written = metadata.get(DIFFUSERS_KEY);
  if (written !== undefined) return fromDiffusers(written, DIFFUSERS_PREFIX[component]);
  const config = await configFileOf(file);
  return config === undefined ? undefined : readJson(config, configSchema);
}

/** Metadata that cannot be read counts as none: it is optional, and few programs write it. */
function fromDiffusers(text: string, prefix: string): Config | undefined {
  try {
    const fields = Object.entries(JSON.parse(text) as object).map(([name, value]: [string, unknown]) => [
      name.startsWith(prefix) ? name.slice(prefix.length) : name,
      value,
    ]);
    return configSchema.safeParse(Object.fromEntries(fields)).data;
  } catch {
    return undefined;
  }
}

/** An alpha by pattern holds for the modules whose names end with it. */
function alphaOf({ lora_alpha: general, alpha_pattern: patterns }: Config, module: string): number | undefined {
  const found = Object.entries(patterns ?? {}).find(([end]) => module === end || module.endsWith(`.${end}`));
  return found?.[1] ?? general;
}

function notFinite(file: string, tensor: string, value: number): InferenceError {
  return new InferenceError('not-finite', `${file}: ${tensor} is ${value}. The file is damaged: download it again`, {
    file,
    tensor,
    expected: 'a finite number',
    received: `${value}`,
  });
}
