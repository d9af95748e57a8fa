/** Reads a LoRA file for a model: what it changes, and a report for people. Reads headers and alphas, no factors. */
import { InferenceError } from '../../errors.ts';
import { type LoraFile, openLora } from './lora-file.ts';
import { matchModules } from './match.ts';
import { type MatchedModule, moduleUpdates, type WeightUpdate } from './module-updates.ts';
import { originByWidth } from './origins.ts';
import { readScales, type Scales } from './scales.ts';
import type { LoraTarget } from './target.ts';
import { isBranch, isSum, type Update } from './updates.ts';
import type { Merging } from './use.ts';

/** A number that most modules of a file share. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** A LoRA in words and numbers. */
export interface LoraReport {
  /** Style of its names, such as `kohya`. */
  readonly style: string;
  /** Kinds of changes, such as `LoRA`, the most frequent first. */
  readonly kinds: readonly string[];
  readonly rank?: Span;
  readonly alpha?: Span;
  /** Modules of the file that changes were found for. */
  readonly matched: number;
  /** Modules and tensors that mean nothing in this model. */
  readonly unmatched: readonly string[];
  /** Modules of the file that belong to a component of the other kind. */
  readonly elsewhere: number;
  readonly merges: Merging;
}

export interface Lora {
  readonly file: string;
  readonly report: LoraReport;
  /** In the order in which they are applied, by the name of the weight. */
  readonly updates: ReadonlyMap<string, readonly Update[]>;
}

/**
 * @throws InferenceError those of {@link openLora}; `tensor-missing` and `tensor-mismatch` for a file that was made for
 *   another model, or is damaged. Each names the file and a tensor.
 */
export async function readLora(path: string, target: LoraTarget): Promise<Lora> {
  const file = await openLora(path);
  const { style, matched, unmatched, elsewhere } = matchModules(file, target);
  const scales = await readScales(file, target.component);
  const changes = matched.flatMap((module) => updatesOf(file, module, target, scales));
  const updates = new Map<string, Update[]>();
  for (const { weight, update } of changes) updates.set(weight, [...(updates.get(weight) ?? []), update]);
  const report = {
    style,
    kinds: kindsOf(changes),
    ...spans(matched, changes, scales),
    matched: matched.length,
    unmatched,
    elsewhere: elsewhere.length,
    merges: mergingOf(changes),
  };
  return { file: file.file, report, updates };
}

function updatesOf(
  file: LoraFile,
  module: MatchedModule,
  { weights }: LoraTarget,
  scales: Scales,
): readonly WeightUpdate[] {
  try {
    return moduleUpdates(module, weights, scales);
  } catch (error) {
    const origin = originByWidth(file, weights);
    if (!(error instanceof InferenceError) || error.code !== 'tensor-mismatch' || origin === undefined) throw error;
    throw new InferenceError(error.code, `${error.message}. It was made for ${origin}`, error.details, {
      cause: error,
    });
  }
}

function mergingOf(changes: readonly WeightUpdate[]): Merging {
  if (changes.some(({ update }) => !isSum(update))) return 'earlier';
  return changes.every(({ update }) => isBranch(update)) ? 'none' : 'own';
}

const KINDS: Readonly<Record<Update['kind'], string>> = {
  'low-rank': 'LoRA',
  'kronecker': 'LoKr',
  'hadamard': 'LoHa',
  'difference': 'full differences',
  'replacement': 'full weights',
};

function kindsOf(changes: readonly WeightUpdate[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { update } of changes) {
    const kind = `${KINDS[update.kind]}${'magnitude' in update && update.magnitude ? ' with DoRA' : ''}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([kind]) => kind);
}

function spans(
  matched: readonly MatchedModule[],
  changes: readonly WeightUpdate[],
  scales: Scales,
): Pick<LoraReport, 'rank' | 'alpha'> {
  const ranks = changes.flatMap(({ update }) => (update.kind === 'low-rank' ? [update.down.shape[0] ?? 0] : []));
  const alphas = matched.flatMap(({ name }) => scales.alpha(name) ?? []);
  return {
    ...(ranks.length === 0 ? {} : { rank: spanOf(ranks) }),
    ...(alphas.length === 0 ? {} : { alpha: spanOf(alphas) }),
  };
}

function spanOf(values: readonly number[]): Span {
  return values.reduce<Span>(({ min, max }, value) => ({ min: Math.min(min, value), max: Math.max(max, value) }), {
    min: Infinity,
    max: -Infinity,
  });
}
