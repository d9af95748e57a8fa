/** Matrices in 16 bits a value: half of float32, with an error of at most 1 / 65,534 of the largest value of a row. */
import { elementCount, float32, type Tensor } from '../../tensor.ts';

/** A matrix [rows, columns] as whole numbers, and the value of one unit in each row. */
export interface PackedRows {
  readonly dims: readonly number[];
  readonly codes: Int16Array;
  readonly units: Float32Array;
}

const LARGEST = 32_767;

/** Packs a matrix [rows, columns] of finite values. */
export function packRows({ data, dims }: Tensor<'float32'>): PackedRows {
  const [rows = 0, columns = 0] = dims;
  const codes = new Int16Array(data.length);
  const units = new Float32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const [begin, end] = [row * columns, (row + 1) * columns];
    let largest = 0;
    for (let i = begin; i < end; i += 1) largest = Math.max(largest, Math.abs(data[i] as number));
    if (largest === 0) continue;
    units[row] = largest / LARGEST;
    const perValue = LARGEST / largest;
    for (let i = begin; i < end; i += 1) codes[i] = Math.round((data[i] as number) * perValue);
  }
  return { dims, codes, units };
}

/** The matrix that was packed, to rounding. */
export function unpackRows({ dims, codes, units }: PackedRows): Tensor<'float32'> {
  const columns = dims[1] ?? 0;
  const data = new Float32Array(elementCount(dims));
  for (const [row, unit] of units.entries()) {
    for (let i = row * columns; i < (row + 1) * columns; i += 1) data[i] = (codes[i] as number) * unit;
  }
  return float32(data, dims);
}
