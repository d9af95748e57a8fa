/** The weights that the setting of precision is about, by the kind of component that holds them. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { openComponent } from '../../checkpoint/component.ts';
import { renamedSource } from '../../checkpoint/weight-source.ts';
import { elementCount } from '../../tensor.ts';
import { canonicalTextName } from '../../text/qwen2.5-vl/graph.ts';
import type { QwenImageModels } from './models.ts';

type Kind = keyof QwenImageModels;

const FLOAT_BYTES = 4;

/** Weights of modulation are left as stored in any case: see {@link MODULATION_PRECISION}. */
const MODULATION = /^(time_text_embed|norm_out)\.|\.(img|txt)_mod\./;

/**
 * Memory that the weights of a folder take as float32, in bytes. The VAE is left out, which is always widened, and so
 * is the embedding, of which rows are read.
 * @throws InferenceError those of {@link openComponent}.
 */
export async function widenedBytes({ dir }: ComponentFiles): Promise<Readonly<Partial<Record<Kind, number>>>> {
  const weights = renamedSource(await openComponent(dir), canonicalTextName);
  const names = [...weights.names()];
  const blocks: Kind = names.some((name) => name.startsWith('controlnet_')) ? 'ControlNet' : 'transformer';
  const hasBlocks = names.some((name) => name.startsWith('transformer_blocks.'));
  const bytes: Partial<Record<Kind, number>> = {};
  for (const name of names) {
    const kind = hasBlocks ? blocksKind(name, blocks) : textKind(name);
    if (kind) bytes[kind] = (bytes[kind] ?? 0) + elementCount(weights.get(name)?.shape ?? []) * FLOAT_BYTES;
  }
  return bytes;
}

function blocksKind(name: string, kind: Kind): Kind | undefined {
  return MODULATION.test(name) ? undefined : kind;
}

function textKind(name: string): Kind | undefined {
  if (name.startsWith('visual.')) return 'vision tower';
  return /^model\.(layers|norm)\./.test(name) ? 'text encoder' : undefined;
}
