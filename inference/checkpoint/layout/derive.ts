/**
 * Facts of a model from the names and shapes of its tensors, for files that come without a config. The fields have the
 * names of the published configs, so that one schema checks both.
 */
import { stat } from 'node:fs/promises';
import type { z } from 'zod';
import { InferenceError } from '../../errors.ts';
import type { ComponentFiles } from '../component-files.ts';
import { parseConfig, readConfig } from '../config-file.ts';
import type { WeightSource } from '../weight-source.ts';

/**
 * The config of a component: from `config.json` of a folder, or derived from the tensors of a file.
 * @param derive gives the fields of a config.
 * @throws InferenceError those of {@link readConfig} and of `derive`.
 */
export async function configOf<T>({ dir }: ComponentFiles, schema: z.ZodType<T>, derive: () => object): Promise<T> {
  const isFile = await stat(dir).then(
    (entry) => entry.isFile(),
    () => false,
  );
  return isFile ? parseConfig(derive(), schema, dir) : readConfig(dir, schema);
}

/**
 * Sizes of a tensor that every model of its kind has.
 * @throws InferenceError `tensor-missing`, or `tensor-mismatch` for another number of axes.
 */
export function sizesOf<const N extends readonly string[]>(
  weights: WeightSource,
  tensor: string,
  axes: N,
): { readonly [K in N[number]]: number } {
  const shape = weights.get(tensor)?.shape;
  const expected = `[${axes.join(', ')}]`;
  const file = weights.label;
  if (!shape) {
    const message = `${file} has no tensor ${tensor} ${expected}, which says how large the model is`;
    throw new InferenceError('tensor-missing', message, { file, tensor, expected });
  }
  if (shape.length !== axes.length) {
    const received = `[${shape.join(', ')}]`;
    const message = `${file}: tensor ${tensor}: expected ${expected}, received ${received}`;
    throw new InferenceError('tensor-mismatch', message, { file, tensor, expected, received });
  }
  return Object.fromEntries(axes.map((axis, i) => [axis, shape[i]])) as { readonly [K in N[number]]: number };
}

/** Number of blocks in a list whose tensors are named `prefix.N.`: one more than the highest N. */
export function blockCount(weights: WeightSource, prefix: string): number {
  let count = 0;
  for (const name of weights.names()) {
    if (!name.startsWith(`${prefix}.`)) continue;
    const index = Number(name.slice(prefix.length + 1).split('.', 1)[0]);
    if (Number.isInteger(index)) count = Math.max(count, index + 1);
  }
  return count;
}
