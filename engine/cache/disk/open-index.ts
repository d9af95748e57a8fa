/** Opens the index of a cache folder, together with other processes that use it. */
import { join } from 'node:path';
import { StorageError, writeErrorOf } from '../../files/storage-error.ts';
import { CacheIndex } from './cache-index.ts';
import { IndexFile } from './index-file.ts';
import { takeOverLegacyIndex } from './legacy-index.ts';

/** @returns undefined, after a message, when the folder cannot be used. */
export function openIndex(folder: string, onProblem: (message: string) => void): CacheIndex | undefined {
  try {
    const file = new IndexFile(folder, onProblem);
    file.open();
    takeOverLegacyIndex(folder, file);
    return new CacheIndex(file, join(folder, 'processes'));
  } catch (cause) {
    const error = writeErrorOf(cause, folder) ?? cause;
    if (!(error instanceof StorageError)) throw error;
    onProblem(`${error.message} Results of this run stay in memory only.`);
    return undefined;
  }
}
