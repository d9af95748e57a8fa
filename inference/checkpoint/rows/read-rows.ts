/** Rows of a stored matrix as float32, for tables of which a run needs few rows. onnxruntime maps all other weights. */
import { float32, type Tensor } from '../../tensor.ts';
import { withRows } from './open-rows.ts';
import type { StoredWeight } from '../stored-weight.ts';

/**
 * Rows of a matrix, in the order asked for; a row asked for twice is read once.
 * @param weight a matrix [rows, width] in any encoding.
 * @param rows row numbers, each below the first size of the matrix.
 * @returns [rows.length, width]
 * @throws InferenceError those of {@link withRows}.
 */
export async function readRows(weight: StoredWeight, rows: readonly number[]): Promise<Tensor<'float32'>> {
  return withRows(weight, async (reader) => {
    const out = new Float32Array(rows.length * reader.width);
    for (const [row, places] of placesByRow(rows)) {
      const values = await reader.read(row, 1);
      for (const place of places) out.set(values, place * reader.width);
    }
    return float32(out, [rows.length, reader.width]);
  });
}

/** The places of each row in the result, in the order of rows in the file. */
function placesByRow(rows: readonly number[]): readonly (readonly [row: number, places: readonly number[]])[] {
  const places = new Map<number, number[]>();
  for (const [place, row] of rows.entries()) {
    const known = places.get(row);
    if (known) known.push(place);
    else places.set(row, [place]);
  }
  return [...places].toSorted(([a], [b]) => a - b);
}
