/** The weights that the setting of precision is about, by the kind of component that holds them. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { openFiles } from '../../checkpoint/layout/joined-source.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import type { ComponentWeights } from '../../precision/choose.ts';
import { textNames } from '../../text/qwen2.5-vl/layouts/names.ts';
import { headWeights } from '../head-weights.ts';
import { weightsByKind } from '../weights-by-kind.ts';
import { transformerNames } from './layouts/transformer-names.ts';
import type { QwenImageModels } from './models.ts';
import { controlKindOf } from './control/control-kind.ts';
import { isControlNet, isTransformer } from './variants.ts';

type Kind = keyof QwenImageModels;

/** Weights of modulation are left as stored in any case: see {@link MODULATION_PRECISION}. */
const MODULATION = /^(time_text_embed|norm_out)\.|\.(img|txt)_mod\./;

/** Kinds that every step of a loop runs. */
const IN_EVERY_STEP: ReadonlySet<Kind> = new Set(['transformer', 'ControlNet'] satisfies readonly Kind[]);

/**
 * The weights of a component. The VAE is left out, which is always widened, and so is an embedding of which only rows
 * are read. A file that holds a whole pipeline has the kinds of all its parts.
 * @throws InferenceError those of {@link openFiles}.
 */
export async function componentWeights(
  files: ComponentFiles,
): Promise<Readonly<Partial<Record<Kind, ComponentWeights>>>> {
  const stored = await openFiles(files);
  const blocks = transformerNames(stored);
  const kind = blocksKind(blocks);
  const ofBlocks = kind && weightsByKind(blocks, (name) => (MODULATION.test(name) ? undefined : kind), IN_EVERY_STEP);
  const text = textNames(stored);
  return { ...ofBlocks, ...weightsByKind(text, textKind, IN_EVERY_STEP), ...headWeights(text) };
}

function blocksKind(blocks: WeightSource): Kind | undefined {
  if (isControlNet(blocks) || controlKindOf(blocks) === 'fun') return 'ControlNet';
  return isTransformer(blocks) ? 'transformer' : undefined;
}

function textKind(name: string): Kind | undefined {
  if (name.startsWith('visual.')) return 'vision tower';
  return /^model\.(layers|norm)\./.test(name) ? 'text encoder' : undefined;
}
