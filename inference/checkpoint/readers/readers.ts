/** Every format of weight files, and which of them a file has: by its first bytes, and by its name where these fail. */
import { open } from 'node:fs/promises';
import { readFully } from '../read-fully.ts';
import { ggufReader } from './gguf.ts';
import { refuseForeign } from './foreign-files.ts';
import type { WeightReader } from './reader.ts';
import { safetensorsReader } from './safetensors.ts';

/** The first reader that recognises a file opens it. A new format is one more entry here. */
export const READERS: readonly WeightReader[] = [safetensorsReader, ggufReader];

/** Bytes at the start of a file by which readers recognise it. */
const START_BYTES = 64;

/**
 * The reader of a file. Its first bytes count before its name, so that a wrong ending does no harm; the name decides
 * for a file that is damaged or missing, about which the reader of the format has the most to say.
 * @returns undefined for a file of an unknown format.
 * @throws InferenceError `file-malformed` for a file that is known to be no weight file, such as a pickle.
 */
export async function readerOf(file: string): Promise<WeightReader | undefined> {
  const start = await startOf(file);
  const name = file.toLowerCase();
  const recognised = READERS.find((reader) => reader.begins(start));
  if (recognised) return recognised;
  refuseForeign(file, start);
  return READERS.find(({ suffixes }) => suffixes.some((suffix) => name.endsWith(suffix)));
}

/** The first bytes of a file; none when it cannot be read. */
async function startOf(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return new Uint8Array();
  try {
    return await readFully(handle, 0, START_BYTES);
  } catch {
    return new Uint8Array();
  } finally {
    await handle.close();
  }
}
