/**
 * Files of a folder that many machines share. A file is complete before it has its name, and no locks are taken, which
 * network file systems have of many kinds: renaming and linking are atomic on all of them.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DISK } from '../files/file-layer.ts';
import { claimName, syncFolder, temporaryPath } from '../files/write-file.ts';
import type { StoredFile } from './content-store.ts';

/** Writes a file beside `path` and lets `use` name it. The temporary file is gone afterwards. */
export async function withNewFile<T>(
  path: string,
  fill: (temporary: string) => Promise<unknown>,
  use: (temporary: string) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryPath(dirname(path));
  try {
    await fill(temporary);
    return await use(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes bytes and waits until they are on the disk. */
export async function fillWith(temporary: string, data: Uint8Array | string): Promise<void> {
  const file = await open(temporary, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes what comes, part by part, and waits until it is on the disk. @returns what came. */
export async function fillFrom(temporary: string, source: AsyncIterable<Uint8Array>): Promise<StoredFile> {
  const file = await open(temporary, 'wx');
  try {
    const sha = createHash('sha256');
    let bytes = 0;
    for await (const part of source) {
      sha.update(part);
      bytes += part.length;
      await file.writeFile(part);
    }
    await file.sync();
    return { digest: sha.digest('hex'), bytes };
  } finally {
    await file.close();
  }
}

/** Gives a complete file its name, in place of a file that has it. */
export async function replaceBy(temporary: string, path: string): Promise<void> {
  await DISK.rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Gives a complete file its name. @returns false when the name is taken. */
export async function claimBy(temporary: string, path: string): Promise<boolean> {
  if (await claimName(temporary, path)) return true;
  // An NFS client repeats a request whose answer was lost: the name may be taken by this very file. Source: open(2).
  return (await stat(temporary)).nlink > 1;
}
