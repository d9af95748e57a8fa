/**
 * The weights of a component of a pipeline: a folder as diffusers saves it (`transformer/`, `text_encoder/`, `vae/`),
 * or a single file. The reader of the format opens them.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceError } from '../errors.ts';
import { errorCode } from './error-code.ts';
import { UNREAD_SUFFIXES } from './readers/foreign-files.ts';
import { readerOf, READERS } from './readers/readers.ts';
import { isSystemFile } from './system-files.ts';
import type { WeightSource } from './weight-source.ts';

/**
 * Opens the weights of a folder, or of one file; reads headers, no values.
 * @param path of the folder or file.
 * @throws InferenceError `file-missing` when it is absent or holds no weights, and those of the reader.
 */
export async function openComponent(path: string): Promise<WeightSource> {
  const files = (await isFolder(path)) ? await filesOfFolder(path) : [path];
  const [first] = files;
  const reader = first === undefined ? undefined : await readerOf(first);
  if (!reader) throw holdsNone(path);
  return reader.open(path, files);
}

async function isFolder(path: string): Promise<boolean> {
  const entry = await stat(path).catch((cause: unknown) => {
    const details = { file: path, received: errorCode(cause) };
    throw new InferenceError('file-missing', `Weights not found: ${path}`, details, { cause });
  });
  return entry.isDirectory();
}

async function filesOfFolder(dir: string): Promise<readonly string[]> {
  const names = (await readdir(dir)).filter((name) => !isSystemFile(name));
  for (const reader of READERS) {
    const selected = await reader.select(dir, names);
    if (selected) return selected.map((name) => join(dir, name));
  }
  // A folder with nothing but pickles is refused for what it holds.
  return names.filter((name) => UNREAD_SUFFIXES.some((suffix) => name.endsWith(suffix))).map((name) => join(dir, name));
}

function holdsNone(path: string): InferenceError {
  const expected = READERS.map(({ expects }) => expects).join(', or ');
  const details = { file: path, expected, received: 'none' };
  return new InferenceError('file-missing', `${path}: expected ${expected}; received none`, details);
}
