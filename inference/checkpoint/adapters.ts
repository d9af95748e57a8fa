/**
 * Adapters (LoRA): small changes to some matrices of a checkpoint, kept beside its weights. Wrapping a source is all it
 * takes: linear layers ask the source for updates of their weight and add them.
 */
import type { LowRankUpdate, WeightSource } from './weight-source.ts';

/** The factors of a low-rank update. */
export type LowRankFactors = Pick<LowRankUpdate, 'down' | 'up' | 'scale'>;

export interface Adapter {
  /** Name of the adapter in error messages, such as its file. */
  readonly label: string;
  /** Factors by the name of the weight they change, in the source's names. */
  readonly updates: ReadonlyMap<string, readonly LowRankFactors[]>;
}

/** A source whose matrices are changed by adapters, in the order given. */
export function withAdapters(source: WeightSource, adapters: readonly Adapter[]): WeightSource {
  const added = (name: string): readonly LowRankUpdate[] =>
    adapters.flatMap(({ label, updates }, position) =>
      (updates.get(name) ?? []).map((factors) => ({ ...factors, adapter: label, position })),
    );
  return {
    label: source.label,
    get: (name) => source.get(name),
    names: () => source.names(),
    updates: (name) => [...source.updates(name), ...added(name)],
  };
}
