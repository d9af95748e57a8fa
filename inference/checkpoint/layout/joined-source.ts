/** One source over the weights of several files, such as a language model and its vision tower. */
import { InferenceError } from '../../errors.ts';
import type { ComponentFiles } from '../component-files.ts';
import { openComponent } from '../component.ts';
import type { WeightSource } from '../weight-source.ts';

/**
 * Opens every file of a component; reads headers, no values.
 * @throws InferenceError those of {@link openComponent}; `file-malformed` when two files hold the same tensor.
 */
export async function openFiles({ dir, companions = [] }: ComponentFiles): Promise<WeightSource> {
  return joinedSource(await Promise.all([dir, ...companions].map((path) => openComponent(path))));
}

/** @throws InferenceError `file-malformed` when two sources hold the same tensor. */
function joinedSource(sources: readonly WeightSource[]): WeightSource {
  const [first, ...others] = sources;
  if (first && others.length === 0) return first;
  const owners = new Map<string, WeightSource>();
  for (const source of sources) {
    for (const name of source.names()) {
      const other = owners.get(name);
      if (other) throw repeated(name, other.label, source.label);
      owners.set(name, source);
    }
  }
  return {
    label: sources.map(({ label }) => label).join(' and '),
    get: (name) => owners.get(name)?.get(name),
    names: () => owners.keys(),
    updates: (name) => owners.get(name)?.updates(name) ?? [],
  };
}

function repeated(tensor: string, one: string, other: string): InferenceError {
  const message = `${one} and ${other} both hold the tensor ${tensor}: they are no parts of one component`;
  return new InferenceError('file-malformed', message, { file: other, tensor });
}
