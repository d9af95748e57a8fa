/** Weights in GGUF files, as llama.cpp, stable-diffusion.cpp and ComfyUI-GGUF write them. */
import { InferenceError } from '../../errors.ts';
import { readGgufHeader } from '../gguf/header.ts';
import { beginsAsGguf } from '../gguf/parse-header.ts';
import type { StoredWeight } from '../stored-weight.ts';
import { mapSource } from '../weight-source.ts';
import type { WeightReader } from './reader.ts';

const SUFFIX = '.gguf';

export const ggufReader: WeightReader = {
  expects: 'one .gguf file',
  suffixes: [SUFFIX],
  begins: beginsAsGguf,

  async select(dir, names) {
    const files = names.filter((name) => name.toLowerCase().endsWith(SUFFIX)).toSorted();
    if (files.length <= 1) return files.length === 0 ? undefined : files;
    const received = files.join(', ');
    const message = `${dir}: expected one .gguf file; received ${received}. Name one of them`;
    throw new InferenceError('file-malformed', message, { file: dir, expected: 'one .gguf file', received });
  },

  async open(label, files) {
    const weights = new Map<string, StoredWeight>();
    for (const file of files) for (const [name, weight] of await readGgufHeader(file)) weights.set(name, weight);
    return mapSource(label, weights);
  },
};
