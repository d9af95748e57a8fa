/** The change that an update adds to a weight at strength 1, as values. Sources: `lycoris/modules/{lokr,loha}.py`. */
import type { Factor, Hadamard, Kronecker, LowRank } from '../updates.ts';
import { type Matrix, multiply, readMatrix } from './matrix.ts';

export type Product = LowRank | Kronecker | Hadamard;

/**
 * @param rows of the weight.
 * @returns [rows, in], row by row.
 */
export async function changeOf(update: Product, rows: number): Promise<Float32Array> {
  const { data } = await unscaled(update, rows);
  for (let i = 0; i < data.length; i += 1) data[i] = (data[i] as number) * update.scale;
  return data;
}

async function unscaled(update: Product, rows: number): Promise<Matrix> {
  if (update.kind === 'low-rank') return multiply(await readMatrix(update.up), await readMatrix(update.down));
  const [left, right] = [await valuesOf(update.left), await valuesOf(update.right)];
  const { from } = update.rows;
  return update.kind === 'kronecker' ? kronecker(left, right, from, rows) : elementwise(left, right, from, rows);
}

async function valuesOf(factor: Factor): Promise<Matrix> {
  if ('whole' in factor) return readMatrix(factor.whole);
  const [a, b] = [await readMatrix(factor.a), await readMatrix(factor.b)];
  if (!factor.core) return multiply(a, b);
  return multiply(a, multiply(await readMatrix(factor.core), b), { transposed: true });
}

/** Rows of the Kronecker product: row l * K + k is that of every left[l, m] times right[k], for K rows on the right. */
function kronecker(left: Matrix, right: Matrix, from: number, rows: number): Matrix {
  const columns = left.columns * right.columns;
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const l = Math.floor((from + row) / right.rows);
    const k = (from + row) % right.rows;
    for (let m = 0; m < left.columns; m += 1) {
      const factor = left.data[l * left.columns + m] as number;
      const at = row * columns + m * right.columns;
      for (let n = 0; n < right.columns; n += 1) {
        data[at + n] = factor * (right.data[k * right.columns + n] as number);
      }
    }
  }
  return { rows, columns, data };
}

function elementwise(left: Matrix, right: Matrix, from: number, rows: number): Matrix {
  const { columns } = left;
  const range = [from * columns, (from + rows) * columns] as const;
  const others = right.data.subarray(...range);
  const data = left.data.slice(...range);
  for (let i = 0; i < data.length; i += 1) data[i] = (data[i] as number) * (others[i] as number);
  return { rows, columns, data };
}
