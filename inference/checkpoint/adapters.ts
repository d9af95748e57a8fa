/**
 * Adapters (LoRA): small changes to some matrices of a checkpoint, kept beside its weights. Wrapping a source is all it
 * takes: linear layers ask the source for updates of their weight and add them.
 */
import { InferenceError } from '../errors.ts';
import type { LowRankUpdate, WeightSource } from './weight-source.ts';

export interface Adapter {
  /** Name of the adapter in error messages, such as its file. */
  readonly label: string;
  /** Updates by the name of the weight they change, in the source's names. */
  readonly updates: ReadonlyMap<string, LowRankUpdate>;
}

/**
 * A source whose matrices are changed by adapters, in the order given.
 * @throws InferenceError `tensor-missing` for an adapter that changes no weight of the source: it belongs to another
 *   model.
 */
export function withAdapters(source: WeightSource, adapters: readonly Adapter[]): WeightSource {
  const names = new Set(source.names());
  for (const { label, updates } of adapters) {
    if (![...updates.keys()].some((name) => names.has(name))) throw changesNothing(label, updates, source.label);
  }
  return {
    label: source.label,
    get: (name) => source.get(name),
    names: () => source.names(),
    updates: (name) => [...source.updates(name), ...adapters.flatMap(({ updates }) => updates.get(name) ?? [])],
  };
}

function changesNothing(label: string, updates: Adapter['updates'], checkpoint: string): InferenceError {
  const [tensor = 'none'] = updates.keys();
  const message = `${label} changes no weight of ${checkpoint}; its first is ${tensor}. It was made for another model`;
  return new InferenceError('tensor-missing', message, { file: label, tensor, expected: `a weight of ${checkpoint}` });
}
