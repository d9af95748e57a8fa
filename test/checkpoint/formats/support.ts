/** Values of stored weights for tests. */
import { withRows } from '../../../inference/checkpoint/rows/open-rows.ts';
import type { WeightSource } from '../../../inference/checkpoint/weight-source.ts';

/** All values of a weight as float32. */
export async function valuesOf(source: WeightSource, name: string): Promise<Float32Array> {
  const weight = source.get(name);
  if (!weight) throw new Error(`There is no weight ${name}; there are ${[...source.names()].join(', ')}`);
  return withRows(weight, (rows) => rows.read(0, rows.rows));
}
