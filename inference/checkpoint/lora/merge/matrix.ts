/** Matrices of LoRA files in memory, float32. */
import { InferenceError } from '../../../errors.ts';
import { firstBad, placeOf } from '../../../finite.ts';
import { readFloats } from '../../rows/read-floats.ts';
import type { LoraTensor } from '../lora-file.ts';

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly data: Float32Array;
}

/**
 * A tensor as a matrix of its first size by all others.
 * @throws InferenceError `not-finite` for NaN or infinity, naming file and tensor.
 */
export async function readMatrix(tensor: LoraTensor): Promise<Matrix> {
  const data = await readFloats(tensor);
  const bad = firstBad(data);
  if (bad) throw damaged(tensor, bad.value, placeOf(bad.index, tensor.shape));
  const [rows = 1] = tensor.shape;
  return { rows, columns: data.length / Math.max(1, rows), data };
}

/** a [n, k] times b [k, m], or the transpose of a [k, n] times b. */
export function multiply(a: Matrix, b: Matrix, { transposed = false } = {}): Matrix {
  const [rows, inner] = transposed ? [a.columns, a.rows] : [a.rows, a.columns];
  const { columns } = b;
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const out = data.subarray(row * columns, (row + 1) * columns);
    for (let k = 0; k < inner; k += 1) {
      const factor = a.data[transposed ? k * rows + row : row * inner + k] as number;
      const from = k * columns;
      for (let i = 0; i < columns; i += 1) out[i] = (out[i] as number) + factor * (b.data[from + i] as number);
    }
  }
  return { rows, columns, data };
}

function damaged({ file, tensor }: LoraTensor, value: number, place: string): InferenceError {
  const message = `${file}: ${tensor} holds ${value}, at ${place}: the file is damaged. Download it again`;
  return new InferenceError('not-finite', message, {
    file,
    tensor,
    expected: 'finite numbers',
    received: `${value}`,
  });
}
