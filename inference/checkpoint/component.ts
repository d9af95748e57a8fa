/**
 * A component folder of a published pipeline (`transformer/`, `text_encoder/`, `vae/`): finds its weight files, one or
 * several, and merges their headers into one source.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InferenceError } from '../errors.ts';
import { errorCode } from './error-code.ts';
import { readSafetensorsHeader } from './safetensors-header.ts';
import { mapSource, type WeightLocation, type WeightSource } from './weight-source.ts';

const SUFFIX = '.safetensors';
const INDEX_SUFFIX = '.safetensors.index.json';
/** `name-00001-of-00009.safetensors`, the shard names of diffusers and transformers. */
const SHARD = /^(.+)-(\d{5})-of-(\d{5})\.safetensors$/;
/** Names diffusers and transformers save under, preferred when a folder holds several sets. */
const BASENAMES = ['diffusion_pytorch_model', 'model'];

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * Opens the weights of a folder: a single file of any name, an index with its shards, or shards without an index.
 * @throws InferenceError `file-missing` (no weights, or a shard is absent: named), `file-malformed` (index unreadable, or
 *   several sets of weights to choose from) and those of {@link readSafetensorsHeader}.
 */
export async function openComponent(dir: string): Promise<WeightSource> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new InferenceError(
      'file-missing',
      `Component folder not found: ${dir}`,
      { file: dir, received: errorCode(cause) },
      { cause },
    );
  });
  const files = await weightFiles(dir, names);
  const headers = await Promise.all(files.map((name) => readSafetensorsHeader(join(dir, name))));
  const tensors = new Map<string, WeightLocation>();
  headers.forEach((header, i) => {
    for (const [name, location] of header) {
      if (tensors.has(name)) {
        const file = join(dir, files[i] ?? '');
        throw new InferenceError('file-malformed', `${file} repeats tensor ${name} of another shard`, {
          file,
          tensor: name,
        });
      }
      tensors.set(name, location);
    }
  });
  return mapSource(dir, tensors);
}

async function weightFiles(dir: string, names: readonly string[]): Promise<readonly string[]> {
  const index = preferred(
    names.filter((name) => name.endsWith(INDEX_SUFFIX)),
    INDEX_SUFFIX,
  );
  if (index !== undefined) return indexedShards(join(dir, index));
  const weights = names.filter((name) => name.endsWith(SUFFIX)).toSorted();
  const single = preferred(
    weights.filter((name) => !SHARD.test(name)),
    SUFFIX,
  );
  if (single !== undefined) return [single];
  const shards = weights.filter((name) => SHARD.test(name));
  if (shards.length > 0) return completeShards(dir, shards);
  const received = weights.length === 0 ? 'none' : weights.join(', ');
  throw new InferenceError(
    weights.length === 0 ? 'file-missing' : 'file-malformed',
    `${dir}: expected one .safetensors file, or shards with an index; received ${received}`,
    { file: dir, expected: 'one .safetensors file, or shards', received },
  );
}

/** The one name there is, or the one with a standard basename. */
function preferred(names: readonly string[], suffix: string): string | undefined {
  return names.length === 1 ? names[0] : BASENAMES.map((base) => base + suffix).find((name) => names.includes(name));
}

async function indexedShards(index: string): Promise<readonly string[]> {
  try {
    const { weight_map: map } = indexSchema.parse(JSON.parse(await readFile(index, 'utf8')));
    return [...new Set(Object.values(map))].toSorted();
  } catch (cause) {
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
  const missing = wanted.filter((name) => !shards.includes(name));
  if (missing.length > 0) {
    throw new InferenceError('file-missing', `${dir}: missing shard ${missing.join(', ')} of ${count}`, {
      file: join(dir, missing[0] ?? ''),
      expected: `${count} shards`,
      received: `${shards.length}`,
    });
  }
  const strangers = shards.filter((name) => !wanted.includes(name));
  if (strangers.length > 0) {
    throw new InferenceError('file-malformed', `${dir}: shards of two sets: ${shards.join(', ')}`, {
      file: dir,
      received: shards.join(', '),
    });
  }
  return wanted;
}
