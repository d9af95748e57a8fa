/**
 * The one writer of results. A file is written under a temporary name in its own folder, synced, and only then given
 * its name, and the folder is synced: after a crash or on a full disk a name leads to a whole file, or to none.
 */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DISK, type FileLayer } from './file-layer.ts';
import { replaceAside, settleAside } from './held-file.ts';
import { writeErrorOf } from './storage-error.ts';

/** Begins with a dot, so no address and no workflow can name the file. */
const TEMPORARY = '.saving-';
/** Codes of file systems without hard links. On FAT and exFAT, Windows says `EISDIR`, for "incorrect function". */
const NO_LINKS = new Set([
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EPERM',
  'EMLINK',
  'EXDEV',
  'EINVAL',
  'EISDIR',
  'UNKNOWN',
]);
/** Codes of systems that cannot sync a folder. They need not: the name is kept with the file. */
const NO_FOLDER_SYNC = new Set(['EISDIR', 'EINVAL', 'ENOTSUP', 'ENOSYS', 'EBADF']);

/** A path in a folder for a file that is not complete. {@link removeUnfinished} deletes it after a crash. */
export function temporaryPath(folder: string): string {
  return join(folder, TEMPORARY + randomUUID());
}

/**
 * Removes what killed processes left unfinished in a folder.
 * @param age milliseconds: younger files stay, because another process may be writing them; default 0.
 */
export async function removeUnfinished(folder: string, age = 0, files: FileLayer = DISK): Promise<void> {
  const before = Date.now() - age;
  for (const name of await files.readdir(folder)) {
    if ((await settleAside(folder, name)) || !name.startsWith(TEMPORARY)) continue;
    const path = join(folder, name);
    const written = await stat(path).catch(() => undefined);
    if (written && written.mtimeMs <= before) await files.rm(path, { force: true }).catch(() => {});
  }
}

/**
 * Makes a folder and those above it.
 * @param mode of the folder, if it is made; default: as the process makes folders.
 * @throws StorageError
 */
export async function makeFolder(folder: string, files: FileLayer = DISK, mode?: number): Promise<void> {
  try {
    await makeParts(resolve(folder), files, mode);
  } catch (error) {
    throw writeErrorOf(error, folder) ?? error;
  }
}

/** Part by part: where nothing can be made, as in `/proc`, the recursive `mkdir` of Node never ends. */
async function makeParts(path: string, files: FileLayer, mode?: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (!found && dirname(path) !== path) await makeParts(dirname(path), files);
  await files.mkdir(path, { mode }).catch(async (error: NodeJS.ErrnoException) => {
    // Another process may be faster.
    if (error.code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
  });
}

/**
 * Writes a file under a temporary name and lets `use` name it. Whatever happens, the temporary file is gone afterwards.
 * @param path where the file will be; its folder holds the temporary file, and messages name it.
 * @param mode of the file; default: as the process creates files.
 * @throws StorageError
 */
export async function withWritten<T>(
  path: string,
  data: Uint8Array,
  use: (temporary: string) => Promise<T>,
  { files = DISK, mode }: { readonly files?: FileLayer; readonly mode?: number | undefined } = {},
): Promise<T> {
  const temporary = temporaryPath(dirname(path));
  try {
    const file = await files.open(temporary, 'wx', mode);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    return await use(temporary);
  } catch (error) {
    throw writeErrorOf(error, path) ?? error;
  } finally {
    await files.rm(temporary, { force: true }).catch(() => {});
  }
}

/**
 * Gives a complete file its name. Where links are not supported, an empty file holds the name for a moment, until the
 * complete one takes its place.
 * @returns false when the name is taken.
 * @throws StorageError
 */
export async function claimName(temporary: string, path: string, files: FileLayer = DISK): Promise<boolean> {
  try {
    await files.link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (!NO_LINKS.has(error.code ?? '')) throw error;
      return takePlace(temporary, path, files);
    });
    await syncFolder(dirname(path), files);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw writeErrorOf(error, path) ?? error;
  }
}

async function takePlace(temporary: string, path: string, files: FileLayer): Promise<void> {
  await (await files.open(path, 'wx')).close();
  try {
    await files.rename(temporary, path);
  } catch (error) {
    await files.rm(path, { force: true }).catch(() => {});
    throw error;
  }
}

interface Replacement {
  readonly files?: FileLayer;
  readonly mode?: number | undefined;
  /** The file to replace, where its name differs from the new one in capitals or accents only. */
  readonly old?: string;
}

/**
 * Writes a file, in place of the one that has the name. A link of that name is replaced, not followed.
 * @throws StorageError
 */
export async function replaceFile(
  path: string,
  data: Uint8Array,
  { files = DISK, mode, old = path }: Replacement = {},
): Promise<void> {
  const replace = async (temporary: string): Promise<void> => {
    // Some systems keep the old spelling of a name that is taken over.
    if (old === path) await files.rename(temporary, path);
    else await replaceAside(temporary, path, files, old);
    await syncFolder(dirname(path), files);
  };
  await withWritten(path, data, replace, { files, mode });
}

/** Waits until the names in a folder are on the disk. */
export async function syncFolder(folder: string, files: FileLayer = DISK): Promise<void> {
  // Windows opens no folders, and keeps names with their files.
  if (process.platform === 'win32') return;
  try {
    const handle = await files.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
