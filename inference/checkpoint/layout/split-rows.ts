/** Matrices that a file stores below each other as one: fused projections. Rows are whole in every encoding. */
import { InferenceError } from '../../errors.ts';
import type { StoredWeight, WeightLocation } from '../stored-weight.ts';
import type { WeightSource } from '../weight-source.ts';

/** Parts of equal height that a stored weight falls into, from the first row to the last. */
export type FusedNames = (stored: string) => readonly string[] | undefined;

/**
 * The same weights, each fused one as its parts.
 * @param parts names of the parts of a stored weight; undefined for a weight that is not fused.
 * @throws InferenceError `tensor-mismatch` for rows that the parts do not share equally.
 */
export function splitSource(source: WeightSource, parts: FusedNames): WeightSource {
  const stored = new Map<string, { readonly name: string; readonly index: number; readonly count: number }>();
  for (const name of source.names()) {
    const names = parts(name) ?? [name];
    names.forEach((part, index) => stored.set(part, { name, index, count: names.length }));
  }
  return {
    label: source.label,
    names: () => stored.keys(),
    get(part) {
      const found = stored.get(part);
      const weight = found && source.get(found.name);
      if (!weight || found.count === 1) return weight;
      const [rows = 0] = weight.shape;
      if (rows % found.count !== 0) throw notDivisible(weight, found.name, found.count);
      const height = rows / found.count;
      return rowsOf(weight, found.index * height, height);
    },
    updates: (part) => source.updates(stored.get(part)?.name ?? part),
  };
}

/** @param count at most the rows that follow `from`. */
function rowsOf(weight: StoredWeight, from: number, count: number): StoredWeight {
  const shape = [count, ...weight.shape.slice(1)];
  switch (weight.encoding) {
    case 'plain':
      return { ...weight, ...located(weight, from, count) };
    case 'block-quantised':
      return { ...weight, ...byteRange(weight, from, count), shape };
    case 'scaled': {
      const { values, scale } = weight;
      const perRow = scale.shape[0] === values.shape[0];
      const scales = perRow ? located(scale, from, count) : scale;
      return { ...weight, shape, values: located(values, from, count), scale: scales };
    }
    case 'packed':
      return { encoding: 'rows', file: weight.file, shape, of: weight, first: from };
    case 'rows':
    case 'prepared':
      throw new Error(`${weight.file}: a weight is split before it is prepared, and once`);
    case 'rotated': {
      if (weight.rotated.encoding === 'packed')
        return { encoding: 'rows', file: weight.file, shape, of: weight, first: from };
      const rotated = rowsOf(weight.rotated, from, count);
      return { ...weight, shape, rotated: rotated as typeof weight.rotated };
    }
  }
}

function located<L extends WeightLocation>(location: L, from: number, count: number): L {
  return { ...location, ...byteRange(location, from, count), shape: [count, ...location.shape.slice(1)] };
}

function byteRange(
  { offset, length, shape: [rows = 1] }: { offset: number; length: number; shape: readonly number[] },
  from: number,
  count: number,
): { readonly offset: number; readonly length: number } {
  const row = length / rows;
  return { offset: offset + from * row, length: count * row };
}

function notDivisible({ file, shape: [rows] }: StoredWeight, tensor: string, count: number): InferenceError {
  const expected = `a multiple of ${count} rows`;
  const message = `${file}: tensor ${tensor} holds ${count} matrices, so it needs ${expected}, not ${rows}`;
  return new InferenceError('tensor-mismatch', message, { file, tensor, expected, received: `${rows} rows` });
}
