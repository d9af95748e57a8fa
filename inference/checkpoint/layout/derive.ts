/**
 * Facts of a model from the names and shapes of its tensors, for files that come without a config. The fields have the
 * names of the published configs, so that one schema checks both.
 */
import { stat } from 'node:fs/promises';
import type { z } from 'zod';
import { InferenceError } from '../../errors.ts';
import type { ComponentFiles } from '../component-files.ts';
import { parseConfig, readConfig } from '../config-file.ts';
import { openFiles } from './joined-source.ts';
import type { WeightSource } from '../weight-source.ts';

/** A component of which config and headers are read. */
export interface Configured<T> {
  readonly config: T;
  /** Under the names that graphs ask for. */
  readonly weights: WeightSource;
}

/** How a component is read. */
export interface ConfiguredKind<T> {
  readonly schema: z.ZodType<T>;
  /** Translates the names of every layout. */
  readonly names: (stored: WeightSource) => WeightSource;
  /** The fields of a config, from names and shapes. */
  readonly derive: (weights: WeightSource) => object;
}

/**
 * Opens a component: its config is that of a folder, or follows from the tensors of a file.
 * @throws InferenceError those of {@link readConfig}, {@link openFiles} and `derive`.
 */
export async function openConfigured<T>(
  files: ComponentFiles,
  { schema, names, derive }: ConfiguredKind<T>,
): Promise<Configured<T>> {
  const { dir } = files;
  const isFile = await stat(dir).then(
    (entry) => entry.isFile(),
    () => false,
  );
  const published = isFile ? undefined : await readConfig(dir, schema);
  const weights = names(await openFiles(files));
  return { weights, config: published ?? parseConfig(derive(weights), schema, dir) };
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
