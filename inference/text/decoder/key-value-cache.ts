/** Keys and values of the tokens so far, which a run of the layers takes and returns longer. */
import type { Tensors } from '../../onnx/session.ts';
import { zeros } from '../../tensor.ts';
import type { DecoderConfig } from './decoder-config.ts';

/** Names of the key/value cache of a layer: inputs `past.*`, outputs `present.*`. */
export const cacheNames = (kind: 'past' | 'present', layer: number): readonly [string, string] => [
  `${kind}.${layer}.key`,
  `${kind}.${layer}.value`,
];

/** Outputs of a run that hold its cache. */
export function presentNames({ layers }: Pick<DecoderConfig, 'layers'>): readonly string[] {
  return Array.from({ length: layers }, (_, layer) => cacheNames('present', layer)).flat();
}

/** Keys and values of no token, each [1, kvHeads, 0, headDim]. */
export function emptyCache({ layers, kvHeads, headDim }: DecoderConfig): Tensors {
  const empty = zeros([1, kvHeads, 0, headDim]);
  const names = Array.from({ length: layers }, (_, layer) => cacheNames('past', layer)).flat();
  return Object.fromEntries(names.map((name) => [name, empty]));
}

/** The cache that a run leaves, as the next run takes it. */
export function pastOf(outputs: Tensors): Tensors {
  const cache = Object.entries(outputs).filter(([name]) => name.startsWith('present.'));
  return Object.fromEntries(cache.map(([name, value]) => [name.replace('present', 'past'), value]));
}
