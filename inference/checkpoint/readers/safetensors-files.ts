/** Which safetensors files of a folder hold its weights: a single file, an index with its shards, or shards alone. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InferenceError } from '../../errors.ts';
import { refuseLfsPointer } from '../lfs-pointer.ts';

export const SUFFIX = '.safetensors';
export const INDEX_SUFFIX = '.safetensors.index.json';
/** `name-00001-of-00009.safetensors`, the shard names of diffusers and transformers. */
const SHARD = /^(.+)-(\d{5})-of-(\d{5})\.safetensors$/;
/** Names diffusers and transformers save under, preferred when a folder holds several sets. */
const BASENAMES = ['diffusion_pytorch_model', 'model'];

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * Names of the files, relative to the folder.
 * @param names of all files of the folder.
 * @throws InferenceError `file-missing` naming an absent shard; `file-malformed` for an unreadable index, or several
 *   sets of weights to choose from.
 */
export async function weightFiles(dir: string, names: readonly string[]): Promise<readonly string[]> {
  const indexes = names.filter((name) => name.endsWith(INDEX_SUFFIX));
  const index = preferred(indexes, INDEX_SUFFIX);
  if (index !== undefined) return indexedShards(join(dir, index));

  const weights = names.filter((name) => name.endsWith(SUFFIX)).toSorted();
  const shards = weights.filter((name) => SHARD.test(name));
  const singles = weights.filter((name) => !SHARD.test(name));
  const single = preferred(singles, SUFFIX);
  if (single !== undefined) return [single];
  if (shards.length > 0) return completeShards(dir, shards);

  const received = weights.length === 0 ? indexes.join(', ') : weights.join(', ');
  throw new InferenceError(
    'file-malformed',
    `${dir}: expected one .safetensors file, or shards with an index; received ${received}`,
    { file: dir, expected: 'one .safetensors file, or shards', received },
  );
}

/** The only name, or the one with a standard basename. */
function preferred(names: readonly string[], suffix: string): string | undefined {
  return names.length === 1 ? names[0] : BASENAMES.map((base) => base + suffix).find((name) => names.includes(name));
}

async function indexedShards(index: string): Promise<readonly string[]> {
  try {
    const text = await readFile(index, 'utf8');
    refuseLfsPointer(index, text);
    const { weight_map: map } = indexSchema.parse(JSON.parse(text));
    return [...new Set(Object.values(map))].toSorted();
  } catch (cause) {
    if (cause instanceof InferenceError) throw cause;
    throw new InferenceError(
      'file-malformed',
      `${index}: not a weight index (a JSON object with weight_map)`,
      { file: index },
      { cause },
    );
  }
}

/** Shards without an index, complete by the count in their names. */
function completeShards(dir: string, shards: readonly string[]): readonly string[] {
  const [, base, , count] = SHARD.exec(shards[0] ?? '') ?? [];
  const wanted = Array.from(
    { length: Number(count) },
    (_, i) => `${base}-${String(i + 1).padStart(5, '0')}-of-${count}${SUFFIX}`,
  );
  const [missing, ...others] = wanted.filter((name) => !shards.includes(name));
  if (missing !== undefined) {
    const list = [missing, ...others].join(', ');
    throw new InferenceError('file-missing', `${dir}: missing shard ${list} of ${count}`, {
      file: join(dir, missing),
      expected: `${count} shards`,
      received: `${shards.length}`,
    });
  }
  if (shards.some((name) => !wanted.includes(name))) {
    const received = shards.join(', ');
    throw new InferenceError('file-malformed', `${dir}: shards of two sets: ${received}`, { file: dir, received });
  }
  return wanted;
}
