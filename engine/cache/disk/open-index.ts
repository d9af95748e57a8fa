/** Opens the index of a cache folder for one process; a damaged index is moved aside and started anew. */
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CacheIndex } from './cache-index.ts';
import { isBusy, openSqlite } from './sqlite.ts';

/** @returns undefined when another process has the index open. */
export function openIndex(folder: string, onProblem: (message: string) => void): CacheIndex | undefined {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'index.sqlite');
  try {
    const index = new CacheIndex(openSqlite(file));
    // Reads every row of the values, so that damage shows now.
    index.totalBytes();
    return index;
  } catch (error) {
    if (isBusy(error)) return undefined;
    for (const suffix of ['', '-wal', '-shm']) moveAside(file + suffix);
    onProblem(`The index of the cache in ${folder} was damaged (${(error as Error).message}). A new index is started.`);
    return new CacheIndex(openSqlite(file));
  }
}

function moveAside(file: string): void {
  try {
    renameSync(file, `${file}.damaged`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
