/**
 * A component folder of a published pipeline (`transformer/`, `text_encoder/`, `vae/`), opened by the reader of its
 * format.
 */
import { readdir } from 'node:fs/promises';
import { InferenceError } from '../errors.ts';
import { errorCode } from './error-code.ts';
import type { WeightReader } from './readers/reader.ts';
import { safetensorsReader } from './readers/safetensors.ts';
import { isSystemFile } from './system-files.ts';
import type { WeightSource } from './weight-source.ts';

/** The first reader that recognises a folder opens it. A new format is one more entry here. */
const READERS: readonly WeightReader[] = [safetensorsReader];

/**
 * Opens the weights of a folder; reads headers, no values.
 * @throws InferenceError `file-missing` when the folder is absent or holds no weights, and those of the reader.
 */
export async function openComponent(dir: string): Promise<WeightSource> {
  const entries = await readdir(dir).catch((cause: unknown) => {
    const details = { file: dir, received: errorCode(cause) };
    throw new InferenceError('file-missing', `Component folder not found: ${dir}`, details, { cause });
  });
  const names = entries.filter((name) => !isSystemFile(name));
  const reader = READERS.find((each) => each.recognises(names));
  if (reader) return reader.open(dir, names);
  const expected = READERS.map(({ expects }) => expects).join(', or ');
  throw new InferenceError('file-missing', `${dir}: expected ${expected}; received none`, {
    file: dir,
    expected,
    received: 'none',
  });
}
