/** The weights that the setting of precision is about, by the kind of component that holds them. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { openFiles } from '../../checkpoint/layout/joined-source.ts';
import type { ComponentWeights } from '../../precision/choose.ts';
import { textNames } from '../../text/qwen3-vl/layouts/names.ts';
import { headWeights } from '../head-weights.ts';
import { weightsByKind } from '../weights-by-kind.ts';
import { transformerNames } from './layouts/transformer-names.ts';
import type { QwenImage21Models } from './models.ts';
import { isTransformer } from './transformer/open.ts';

type Kind = keyof QwenImage21Models;

/** Weights of modulation are left as stored in any case. */
const MODULATION = /^(time_text_embed|modulation|norm_out)\./;

/** Kinds that every step of a loop runs. */
const IN_EVERY_STEP: ReadonlySet<Kind> = new Set<Kind>(['transformer']);

/**
 * The weights of a component. The VAE is left out, which is always widened, and so is an embedding of which only
 * rows are read. A file that holds a whole pipeline has the kinds of all its parts.
 * @throws InferenceError those of {@link openFiles}.
 */
export async function componentWeights(
  files: ComponentFiles,
): Promise<Readonly<Partial<Record<Kind, ComponentWeights>>>> {
  const stored = await openFiles(files);
  const blocks = transformerNames(stored);
  const text = textNames(stored);
  return {
    ...(isTransformer(blocks) ? weightsByKind(blocks, blockKind, IN_EVERY_STEP) : {}),
    ...weightsByKind(text, textKind, IN_EVERY_STEP),
    ...headWeights(text),
  };
}

function blockKind(name: string): Kind | undefined {
  return MODULATION.test(name) ? undefined : 'transformer';
}

function textKind(name: string): Kind | undefined {
  if (name.startsWith('visual.')) return 'vision tower';
  return name.startsWith('model.layers.') ? 'text encoder' : undefined;
}
