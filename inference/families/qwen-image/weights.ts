/** The weights that the setting of precision is about, by the kind of component that holds them. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { openFiles } from '../../checkpoint/layout/joined-source.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { elementCount } from '../../tensor.ts';
import { textNames } from '../../text/qwen2.5-vl/layouts/names.ts';
import { transformerNames } from './layouts/transformer-names.ts';
import type { QwenImageModels } from './models.ts';
import { controlKindOf } from './control/control-kind.ts';
import { isControlNet, isTransformer } from './variants.ts';

type Kind = keyof QwenImageModels;

const FLOAT_BYTES = 4;

/** Weights of modulation are left as stored in any case: see {@link MODULATION_PRECISION}. */
const MODULATION = /^(time_text_embed|norm_out)\.|\.(img|txt)_mod\./;

/**
 * Memory that the weights of a component take as float32, in bytes. The VAE is left out, which is always widened, and
 * so is the embedding, of which rows are read. A file that holds a whole pipeline has the kinds of all its parts.
 * @throws InferenceError those of {@link openFiles}.
 */
export async function widenedBytes(files: ComponentFiles): Promise<Readonly<Partial<Record<Kind, number>>>> {
  const stored = await openFiles(files);
  const blocks = transformerNames(stored);
  const kind = blocksKind(blocks);
  const ofBlocks = kind && bytesOf(blocks, (name) => (MODULATION.test(name) ? undefined : kind));
  return { ...ofBlocks, ...bytesOf(textNames(stored), textKind) };
}

function blocksKind(blocks: WeightSource): Kind | undefined {
  if (isControlNet(blocks) || controlKindOf(blocks) === 'fun') return 'ControlNet';
  return isTransformer(blocks) ? 'transformer' : undefined;
}

function bytesOf(
  weights: WeightSource,
  kindOf: (name: string) => Kind | undefined,
): Readonly<Partial<Record<Kind, number>>> {
  const bytes: Partial<Record<Kind, number>> = {};
  for (const name of weights.names()) {
    const kind = kindOf(name);
    if (kind) bytes[kind] = (bytes[kind] ?? 0) + elementCount(weights.get(name)?.shape ?? []) * FLOAT_BYTES;
  }
  return bytes;
}

function textKind(name: string): Kind | undefined {
  if (name.startsWith('visual.')) return 'vision tower';
  return /^model\.(layers|norm)\./.test(name) ? 'text encoder' : undefined;
}
