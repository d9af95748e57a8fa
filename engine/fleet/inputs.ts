/** The pictures that workflows load: the server keeps them in the store, and a worker fetches them for one run. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isNameBelow } from '../../nodes/services/name-below.ts';
import type { InputFiles } from '../../nodes/services/tokens.ts';
import type { Shelf } from '../store/content-store.ts';

/**
 * @param names as workflows give them. One that no folder has is left out: the worker says so in the run.
 * @returns digests by name. @throws StoreError
 */
export async function keepInputs(
  names: readonly string[],
  files: InputFiles,
  shelf: Shelf,
): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const name of names) {
    const path = await files.find(name).catch(() => undefined);
    if (path !== undefined) digests[name] = (await shelf.writeBlobFrom(path)).digest;
  }
  return digests;
}

/**
 * Fetches files into a folder.
 * @throws Error for a file that the store no longer has; StoreError.
 */
export async function fetchInputs(
  digests: Readonly<Record<string, string>>,
  shelf: Shelf,
  folder: string,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [name, digest] of Object.entries(digests)) {
    // The names come from the store, which others may write.
    if (!isNameBelow(name)) throw new Error(`"${name}" is no name of a file`);
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (!(await shelf.readBlobTo(digest, path)))
      throw new Error(`The picture "${name}" is no longer in the store. Queue the run again`);
  }
}
