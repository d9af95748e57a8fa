/** Checks before a run that its files can be written. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

/**
 * Makes the folder, and writes a file into it that is removed again: permissions alone do not tell.
 * @throws UsageError for a folder into which nothing can be written.
 */
export async function checkOutputFolder(folder: string): Promise<void> {
  const file = await fileOnTheWay(resolve(folder));
  if (file !== undefined)
    throw new UsageError(`--out ${folder}: ${file} is a file, not a folder. Name a folder: --out FOLDER`);
  const trial = join(folder, `.inkloom-${randomUUID()}`);
  try {
    await makeFolders(resolve(folder));
    await (await open(trial, 'wx')).close();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new UsageError(`--out ${folder}: files cannot be written there: ${reason}. Name another: --out FOLDER`, {
      cause,
    });
  } finally {
    await rm(trial, { force: true }).catch(() => {});
  }
}

/** Part by part: where nothing can be made, as in `/proc`, the recursive `mkdir` of Node never ends. */
async function makeFolders(path: string): Promise<void> {
  if (await stat(path).catch(() => undefined)) return;
  await makeFolders(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== 'EEXIST') throw error;
  });
}

/** The nearest part of a path that exists, if it is not a folder. */
async function fileOnTheWay(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found) return found.isDirectory() ? undefined : path;
  return dirname(path) === path ? undefined : fileOnTheWay(dirname(path));
}
