/** Sizes of weights by the kind of component that holds them: the setting of precision decides by them. */
import { nibbleBytesOf } from '../checkpoint/prepared/nibble-bytes.ts';
import { storedSize } from '../checkpoint/stored-size.ts';
import type { WeightSource } from '../checkpoint/weight-source.ts';
import type { ComponentWeights } from '../precision/choose.ts';
import { elementCount } from '../tensor.ts';

const FLOAT_BYTES = 4;

/**
 * Adds up the weights of each kind.
 * @param kindOf the kind that holds a weight; undefined for one that is always held in the same way.
 * @param inEveryStep kinds that every step of a loop runs.
 */
export function weightsByKind<K extends string>(
  weights: WeightSource,
  kindOf: (name: string) => K | undefined,
  inEveryStep: ReadonlySet<K>,
): Readonly<Partial<Record<K, ComponentWeights>>> {
  const found: Partial<Record<K, ComponentWeights>> = {};
  for (const name of weights.names()) {
    const [kind, weight] = [kindOf(name), weights.get(name)];
    if (!kind || !weight) continue;
    const { widenedBytes = 0, storedBytes = 0, nibbleBytes = { own: 0, rounded: 0 } } = found[kind] ?? {};
    const [widened, nibbles] = [elementCount(weight.shape) * FLOAT_BYTES, nibbleBytesOf(name, weight)];
    found[kind] = {
      widenedBytes: widenedBytes + widened,
      storedBytes: storedBytes + storedSize(weight),
      inEveryStep: inEveryStep.has(kind),
      nibbleBytes: {
        own: nibbleBytes.own + (nibbles?.own ?? widened),
        rounded: nibbleBytes.rounded + (nibbles?.rounded ?? widened),
      },
    };
  }
  return found;
}
