/** Published checkpoints without their weights: config.json, and the names and shapes of all tensors. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseConfig } from '../../../inference/checkpoint/config-file.ts';
import { storedBytes } from '../../../inference/checkpoint/stored-dtype.ts';
import { plainWeight, type StoredWeight } from '../../../inference/checkpoint/stored-weight.ts';
import { mapSource, type WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { repoPath } from './goldens.ts';

async function fixture(name: string): Promise<unknown> {
  return JSON.parse(await readFile(repoPath(`test/fixtures/layouts/${name}.json`), 'utf8'));
}

export async function layoutConfig<T>(name: string, schema: z.ZodType<T>): Promise<T> {
  return parseConfig(await fixture(`${name}.config`), schema, `${name}/config.json`);
}

/** The layout as a weight source: building against it checks shapes, so only the names remain to be compared. */
export async function layout(name: string): Promise<WeightSource> {
  const shapes = z.record(z.string(), z.array(z.number())).parse(await fixture(name));
  const weights = new Map<string, StoredWeight>();
  let offset = 0;
  for (const [tensor, shape] of Object.entries(shapes)) {
    const length = storedBytes('BF16', shape);
    weights.set(tensor, plainWeight({ file: `/${name}.safetensors`, offset, length, dtype: 'BF16', shape }));
    offset += length;
  }
  return mapSource(name, weights);
}
