/**
 * DoRA: W' = (W + change) * magnitude / length, by row or by column. Another strength than 1 goes that part of the way
 * from W to W'.
 * Sources: `weight_decompose` in ComfyUI's `comfy/weight_adapter/base.py`, and `DoraLinearLayer` of PEFT.
 */
import type { Matrix } from './matrix.ts';

/** Added to lengths: the distance from 1 to the next float32. */
const EPSILON = 2 ** -23;

/**
 * Changes `weight` in place.
 * @param weight [rows, columns].
 * @param change of the same sizes; its values are lost.
 * @param magnitude a length for each row [rows, 1] or column [1, columns].
 * @param over the matrix whose lengths W + change is divided by.
 */
export function decompose(
  weight: Matrix,
  change: Float32Array,
  magnitude: Matrix,
  over: 'base' | 'sum',
  strength: number,
): void {
  const { columns, data } = weight;
  const byRow = magnitude.columns === 1;
  const base = over === 'base' ? lengths(weight, byRow) : undefined;
  for (let i = 0; i < data.length; i += 1) change[i] = (change[i] as number) + (data[i] as number);
  const divisors = base ?? lengths({ ...weight, data: change }, byRow);
  for (let i = 0; i < data.length; i += 1) {
    const at = byRow ? Math.floor(i / columns) : i % columns;
    const ratio = (magnitude.data[at] as number) / ((divisors[at] as number) + EPSILON);
    const [before, after] = [data[i] as number, (change[i] as number) * ratio];
    data[i] = before + strength * (after - before);
  }
}

function lengths({ rows, columns, data }: Matrix, byRow: boolean): Float64Array {
  const sums = new Float64Array(byRow ? rows : columns);
  for (let i = 0; i < data.length; i += 1) {
    const at = byRow ? Math.floor(i / columns) : i % columns;
    sums[at] = (sums[at] as number) + (data[i] as number) ** 2;
  }
  return sums.map(Math.sqrt);
}
