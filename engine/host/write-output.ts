/** Writes the answer of a command to the file the user named. */
import { lstat, realpath, writeFile } from 'node:fs/promises';
import { writeErrorOf } from '../files/storage-error.ts';
import { replaceFile } from '../files/write-file.ts';

/**
 * The file is replaced as a whole, with its permissions. A link is followed, and a pipe or a device is written to.
 * @throws StorageError
 */
export async function writeOutput(given: string, content: string | Uint8Array): Promise<void> {
  const path = await realpath(given).catch(() => given);
  const existing = await lstat(path).catch(() => undefined);
  if (!existing || existing.isFile()) {
    await replaceFile(path, typeof content === 'string' ? Buffer.from(content) : content, {
      mode: existing && existing.mode & 0o777,
    });
    return;
  }
  await writeFile(path, content).catch((error: unknown) => {
    throw writeErrorOf(error, path) ?? error;
  });
}
