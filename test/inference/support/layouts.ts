/** Published checkpoints without their weights: config.json, and the names and shapes of all tensors. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseConfig } from '../../../inference/checkpoint/config-file.ts';
import { layoutSource, type WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { repoPath } from './goldens.ts';

async function fixture(name: string): Promise<unknown> {
  return JSON.parse(await readFile(repoPath(`test/fixtures/layouts/${name}.json`), 'utf8'));
}

export async function layoutConfig<T>(name: string, schema: z.ZodType<T>): Promise<T> {
  return parseConfig(await fixture(`${name}.config`), schema, `${name}/config.json`);
}

/** The layout as a weight source: building against it checks shapes, so only the names remain to be compared. */
export async function layout(name: string): Promise<WeightSource> {
  return layoutSource(name, z.record(z.string(), z.array(z.number())).parse(await fixture(name)));
}
