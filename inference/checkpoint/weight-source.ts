/**
 * Where the weights of a model lie. Graph builders ask a `WeightSource` by tensor name and get byte ranges of files,
 * never the values: onnxruntime maps the ranges itself.
 */
import type { PlainWeight, StoredWeight } from './stored-weight.ts';

/** A change of one matrix W [out, in]: W + strength * scale * up * down. Each run of a graph gives the strength. */
export interface LowRankUpdate {
  /** Name of its adapter in error messages, such as a file. */
  readonly adapter: string;
  /** Place of the adapter in the order of all. Its strength goes by this number. */
  readonly position: number;
  /** [rank, in]. */
  readonly down: PlainWeight;
  /** [out, rank]. */
  readonly up: PlainWeight;
  readonly scale: number;
}

export interface WeightSource {
  /** Name of the source in error messages: a folder or file. */
  readonly label: string;
  get(name: string): StoredWeight | undefined;
  names(): Iterable<string>;
  /** Low-rank updates that adapters add to a weight, in the order in which they are added. */
  updates(name: string): readonly LowRankUpdate[];
}

/** A source over weights already located, without adapters. */
export function mapSource(label: string, weights: ReadonlyMap<string, StoredWeight>): WeightSource {
  return { label, get: (name) => weights.get(name), names: () => weights.keys(), updates: () => [] };
}

/**
 * The same weights under other names, for layouts that call them differently.
 * @param canonical maps a stored name to the name the graph builders ask for, or to undefined for a weight that is left
 *   out; the first of two equal results wins.
 */
export function renamedSource(source: WeightSource, canonical: (stored: string) => string | undefined): WeightSource {
  const storedNames = new Map<string, string>();
  for (const stored of source.names()) {
    const name = canonical(stored);
    if (name !== undefined && !storedNames.has(name)) storedNames.set(name, stored);
  }
  const ask = <T>(name: string, question: (stored: string) => T): T | undefined => {
    const stored = storedNames.get(name);
    return stored === undefined ? undefined : question(stored);
  };
  return {
    label: source.label,
    get: (name) => ask(name, (stored) => source.get(stored)),
    names: () => storedNames.keys(),
    updates: (name) => ask(name, (stored) => source.updates(stored)) ?? [],
  };
}
