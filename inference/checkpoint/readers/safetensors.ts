/** Weights in safetensors files, one or several shards, as diffusers and transformers save them. */
import { join } from 'node:path';
import { InferenceError } from '../../errors.ts';
import { readSafetensorsHeader } from '../safetensors-header.ts';
import { plainWeight, type StoredWeight } from '../stored-weight.ts';
import { mapSource } from '../weight-source.ts';
import type { WeightReader } from './reader.ts';
import { INDEX_SUFFIX, SUFFIX, weightFiles } from './safetensors-files.ts';

export const safetensorsReader: WeightReader = {
  expects: 'one .safetensors file, or shards with an index',

  recognises: (names) => names.some((name) => name.endsWith(SUFFIX) || name.endsWith(INDEX_SUFFIX)),

  async open(dir, names) {
    const files = (await weightFiles(dir, names)).map((name) => join(dir, name));
    const headers = await Promise.all(files.map(async (file) => ({ file, header: await readSafetensorsHeader(file) })));
    const weights = new Map<string, StoredWeight>();
    for (const { file, header } of headers) {
      for (const [name, location] of header) {
        if (weights.has(name)) throw repeated(file, name);
        weights.set(name, plainWeight(location));
      }
    }
    return mapSource(dir, weights);
  },
};

function repeated(file: string, tensor: string): InferenceError {
  return new InferenceError('file-malformed', `${file} repeats tensor ${tensor} of another shard`, { file, tensor });
}
