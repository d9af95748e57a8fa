/** Tensors of a file that is made for other programs, whose values stay: copies, and bfloat16 of what is decoded. */
import { float32ToBfloat16 } from '../half.ts';
import type { OnDecoded } from '../prepared/preparation.ts';
import type { PreparedTensor } from '../prepared/prepared-file.ts';
import { rowsAtOnce } from '../prepared/rows-at-once.ts';
import { openRows } from '../rows/open-rows.ts';
import { WeightFiles } from '../rows/weight-files.ts';
import type { StoredDType } from '../stored-dtype.ts';
import type { StoredWeight, WeightLocation } from '../stored-weight.ts';

/** Bytes copied at once. */
const PIECE = 2 ** 24;
/** Types that stay as they are. Everything else becomes bfloat16. */
const KEPT: ReadonlySet<StoredDType> = new Set(['F32', 'F16', 'BF16']);

/** A weight with its own values, in a type that every program reads. */
export function plainTensor(name: string, weight: StoredWeight, onDecoded: OnDecoded): PreparedTensor {
  if (weight.encoding === 'plain' && KEPT.has(weight.dtype)) return copiedTensor(name, weight, onDecoded);
  return { name, dtype: 'BF16', shape: weight.shape, bytes: () => decoded(weight, onDecoded) };
}

/** The bytes of a tensor as they are. */
export function copiedTensor(name: string, location: WeightLocation, onDecoded: OnDecoded = () => {}): PreparedTensor {
  return { name, dtype: location.dtype, shape: location.shape, bytes: () => copied(location, onDecoded) };
}

async function* copied(location: WeightLocation, onDecoded: OnDecoded): AsyncIterable<Uint8Array> {
  const files = new WeightFiles();
  try {
    const { length } = location;
    const values = location.shape.reduce((product, size) => product * size, 1);
    for (let at = 0; at < length; at += PIECE) {
      const bytes = await files.read(location, at, Math.min(PIECE, length - at));
      yield bytes;
      onDecoded((values * bytes.length) / length);
    }
  } finally {
    await files.close();
  }
}

async function* decoded(weight: StoredWeight, onDecoded: OnDecoded): AsyncIterable<Uint8Array> {
  const rows = await openRows(weight);
  try {
    for (const [first, count] of rowsAtOnce(rows)) {
      const values = await rows.read(first, count);
      yield new Uint8Array(float32ToBfloat16(values).buffer);
      onDecoded(values.length);
    }
  } finally {
    await rows.close();
  }
}
