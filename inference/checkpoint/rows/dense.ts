/** Rows of weights that store one number for each value, with and without scales. */
import type { ScaledWeight, WeightLocation } from '../stored-weight.ts';
import { decodePlain } from './decode-plain.ts';
import type { RowReader } from './row-reader.ts';
import type { WeightFiles } from './weight-files.ts';

/** Rows and width of a shape: see {@link RowReader}. */
export function rowsOf(shape: readonly number[]): { readonly rows: number; readonly width: number } {
  const [first = 1, ...others] = shape;
  return shape.length < 2
    ? { rows: 1, width: first }
    : { rows: first, width: others.reduce((product, size) => product * size, 1) };
}

/** Values as they are. */
export function plainRows(location: WeightLocation, files: WeightFiles): RowReader {
  const { rows, width } = rowsOf(location.shape);
  const rowBytes = location.length / Math.max(1, rows);
  return {
    rows,
    width,
    read: async (first, count) => decodePlain(await files.read(location, first * rowBytes, count * rowBytes), location),
  };
}

/** Values times their scales, less their offsets. */
export async function scaledRows(weight: ScaledWeight, files: WeightFiles): Promise<RowReader> {
  const values = plainRows(weight.values, files);
  const scales = await files.numbers(weight.scale);
  const offsets = weight.offset && (await files.numbers(weight.offset));
  const group = scales.length === 1 ? Infinity : (values.rows * values.width) / scales.length;
  return {
    ...values,
    async read(first, count) {
      const out = await values.read(first, count);
      const start = first * values.width;
      for (let i = 0; i < out.length; i += 1) {
        const at = Math.floor((start + i) / group);
        out[i] = (out[i] as number) * (scales[at] as number) - (offsets?.[at] ?? 0);
      }
      return out;
    },
  };
}
