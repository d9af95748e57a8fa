/** Weights in safetensors files, one or several shards, as diffusers, transformers and ComfyUI save them. */
import { InferenceError } from '../../errors.ts';
import { fileWeights, QUANTIZATION_METADATA } from '../encodings/file-weights.ts';
import { readSafetensors } from '../safetensors-header.ts';
import type { WeightLocation } from '../stored-weight.ts';
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
    const headers = await Promise.all(files.map(async (file) => ({ file, header: await readSafetensors(file) })));
    const tensors = new Map<string, WeightLocation>();
    for (const { file, header } of headers) {
      for (const [name, location] of header.tensors) {
        if (tensors.has(name)) throw repeated(file, name);
        tensors.set(name, location);
      }
    }
    const metadata = headers.flatMap(({ header }) => header.metadata.get(QUANTIZATION_METADATA) ?? []);
    return mapSource(label, await fileWeights(tensors, metadata, label));
  },
};

function repeated(file: string, tensor: string): InferenceError {
  return new InferenceError('file-malformed', `${file} repeats tensor ${tensor} of another shard`, { file, tensor });
}
