/** Opens the index of a cache folder for one process; a damaged index is moved aside and started anew. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exceptHeld } from '../../files/held-file.ts';
import { StorageError, writeErrorOf } from '../../files/storage-error.ts';
import { CacheIndex } from './cache-index.ts';
import { isBusy, isDamaged, openSqlite } from './sqlite.ts';

const FILE = 'index.sqlite';
/** A note that the index is damaged, and was open when it should have moved. */
const NOTE = `${FILE}.damaged-note`;

/** @returns undefined, after a message, when another process has the index open or the folder cannot be used. */
export function openIndex(folder: string, onProblem: (message: string) => void): CacheIndex | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    return openOrRestart(folder, onProblem);
  } catch (cause) {
    const error = writeErrorOf(cause, folder) ?? cause;
    if (!(error instanceof StorageError)) throw error;
    onProblem(`${error.message} Results of this run stay in memory only.`);
    return undefined;
  }
}

function openOrRestart(folder: string, onProblem: (message: string) => void): CacheIndex | undefined {
  const file = join(folder, FILE);
  if (existsSync(join(folder, NOTE))) moveIndexAside(folder);
  try {
    return openChecked(file);
  } catch (error) {
    if (isBusy(error)) {
      onProblem(`The cache in ${folder} is in use by another process: results of this run stay in memory only.`);
      return undefined;
    }
    if (!isDamaged(error)) throw error;
    const problem = `The index of the cache in ${folder} was damaged (${reasonOf(error)}).`;
    if (!moveIndexAside(folder)) {
      onProblem(`${problem} The next start makes a new one; results of this run stay in memory only.`);
      return undefined;
    }
    onProblem(`${problem} A new index is started.`);
    return openChecked(file);
  }
}

/** @throws StorageError that {@link isDamaged} recognises. */
function openChecked(file: string): CacheIndex {
  const db = openSqlite(file);
  try {
    const index = new CacheIndex(db);
    // Reads every row of the values, so that damage shows now.
    index.totalBytes();
    return index;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite's own messages about the damage. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

/**
 * Gives the files of a closed index names that say they are damaged, so that the next process starts a new one.
 * @returns false on Windows for files that are still open: a note tells the next process to do it.
 */
export function moveIndexAside(folder: string, move: typeof renameSync = renameSync): boolean {
  const note = join(folder, NOTE);
  try {
    for (const suffix of ['', '-wal', '-shm']) moveAside(join(folder, FILE + suffix), move);
    rmSync(note, { force: true });
    return true;
  } catch (error) {
    exceptHeld(error);
    writeFileSync(note, '');
    return false;
  }
}

function moveAside(file: string, move: typeof renameSync): void {
  try {
    move(file, `${file}.damaged`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
