/** Checks before a run that its files can be written. */
import { randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StorageError, writeErrorOf } from '../files/storage-error.ts';
import { makeFolder } from '../files/write-file.ts';
import { UsageError } from './usage-error.ts';

/**
 * Makes the folder, and writes a file into it that is removed again: permissions alone do not tell.
 * @throws UsageError for a folder into which nothing can be written; StorageError for a disk that is full or fails.
 */
export async function checkOutputFolder(folder: string): Promise<void> {
  const file = await fileOnTheWay(resolve(folder));
  if (file !== undefined)
    throw new UsageError(`--out ${folder}: ${file} is a file, not a folder. Name a folder: --out FOLDER`);
  const trial = join(folder, `.inkloom-${randomUUID()}`);
  try {
    await makeFolder(resolve(folder));
    await (await open(trial, 'wx')).close();
  } catch (cause) {
    const error = writeErrorOf(cause, folder) ?? (cause as Error);
    if (error instanceof StorageError && error.code !== 'not-writable') throw error;
    throw new UsageError(
      `--out ${folder}: files cannot be written there: ${error.message} Name another: --out FOLDER`,
      {
        cause,
      },
    );
  } finally {
    await rm(trial, { force: true }).catch(() => {});
  }
}

/** The nearest part of a path that exists, if it is not a folder. */
async function fileOnTheWay(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found) return found.isDirectory() ? undefined : path;
  return dirname(path) === path ? undefined : fileOnTheWay(dirname(path));
}
