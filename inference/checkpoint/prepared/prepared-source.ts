/** Weights that graphs cannot read as they are stored, each with its place in a prepared file. */
import { isMapped, type OriginalWeight, type PreparedWeight, type StoredWeight } from '../stored-weight.ts';
import type { WeightSource } from '../weight-source.ts';
import { isInBlock, isRowInteger } from './integer-form.ts';
import { nibbleBlock } from './nibbles.ts';
import { hasNibbles } from './own-nibbles.ts';
import type { PreparedPlace } from './place.ts';
import { weightFile } from './weight-file.ts';

/**
 * The same weights. Those that graphs cannot read, or that are wanted in another form, are in files that
 * `makePrepared` makes.
 * @param place of the files; without one, the source as it is.
 */
export function preparedSource(source: WeightSource, place: PreparedPlace | undefined): WeightSource {
  if (!place) return source;
  const known = new Map<string, StoredWeight>();
  return {
    label: source.label,
    names: () => source.names(),
    updates: (name) => source.updates(name),
    get(name) {
      const ready = known.get(name);
      if (ready) return ready;
      const original = source.get(name);
      if (!original || original.encoding === 'prepared') return original;
      const form = formOf(name, original, place);
      if (form === 'values' && isMapped(original)) return original;
      const { file, shape } = original;
      const { made } = weightFile({ name, original, form, place });
      const prepared = { encoding: 'prepared', file, shape, name, original, form, place, made } as const;
      known.set(name, prepared);
      return prepared;
    },
  };
}

function formOf(name: string, original: OriginalWeight, { matrices }: PreparedPlace): PreparedWeight['form'] {
  if (!matrices || !isInBlock(name, original.shape)) return 'values';
  if (matrices === 'integers') return isRowInteger(original) ? 'values' : 'integers';
  if (matrices === 'nibbles' && hasNibbles(original)) return 'nibbles';
  return nibbleBlock(original.shape[1] ?? 1) === undefined ? 'values' : 'rounded nibbles';
}
