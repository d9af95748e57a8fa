/** Weights in safetensors files, one or several shards, as diffusers, transformers and ComfyUI save them. */
import { InferenceError } from '../../errors.ts';
import { readSafetensorsHeader } from '../safetensors-header.ts';
import { plainWeight, type StoredWeight } from '../stored-weight.ts';
import { mapSource } from '../weight-source.ts';
import type { WeightReader } from './reader.ts';
import { INDEX_SUFFIX, SUFFIX, weightFiles } from './safetensors-files.ts';

/** Offset of the header's JSON, behind its length. */
const HEADER_START = 8;
const OPENING_BRACE = 0x7b;

export const safetensorsReader: WeightReader = {
  expects: 'one .safetensors file, or shards with an index',
  suffixes: [SUFFIX, '.sft'],

  // The format has no magic number: 8 bytes of length, below 2^32, and a JSON object.
  begins: (start) =>
    start[HEADER_START] === OPENING_BRACE && start.subarray(4, HEADER_START).every((byte) => byte === 0),

  async select(dir, names) {
    const holdsWeights = names.some((name) => name.endsWith(SUFFIX) || name.endsWith(INDEX_SUFFIX));
    return holdsWeights ? weightFiles(dir, names) : undefined;
  },

  async open(label, files) {
    const headers = await Promise.all(files.map(async (file) => ({ file, header: await readSafetensorsHeader(file) })));
    const weights = new Map<string, StoredWeight>();
    for (const { file, header } of headers) {
      for (const [name, location] of header) {
        if (weights.has(name)) throw repeated(file, name);
        weights.set(name, plainWeight(location));
      }
    }
    return mapSource(label, weights);
  },
};

function repeated(file: string, tensor: string): InferenceError {
  return new InferenceError('file-malformed', `${file} repeats tensor ${tensor} of another shard`, { file, tensor });
}
