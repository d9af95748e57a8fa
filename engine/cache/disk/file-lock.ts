/** A lock on a file that the system takes back when the process ends, however it ends: it tells who is alive. */
import { rmSync } from 'node:fs';
import { exceptHeld } from '../../files/held-file.ts';
import { isBusy, isDamaged, openLockFile, type Sqlite } from './sqlite.ts';

export class FileLock {
  readonly #path: string;
  readonly #db: Sqlite;

  /** Creates the file and locks it. @throws Error when somebody else holds the lock; StorageError. */
  constructor(path: string) {
    this.#path = path;
    // SQLite locks files alike on all systems; Node has no call for it.
    this.#db = openLockFile(path);
    this.#db.exec('BEGIN EXCLUSIVE');
  }

  release(): void {
    this.#db.close();
    removeLock(this.#path);
  }
}

/** @throws StorageError */
export function isLocked(path: string): boolean {
  let db: Sqlite | undefined;
  try {
    db = openLockFile(path);
    db.exec('BEGIN IMMEDIATE');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    if (isDamaged(error)) return false;
    throw error;
  } finally {
    db?.close();
  }
}

/** Deletes the file of a lock that nobody holds. */
export function removeLock(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    exceptHeld(error);
  }
}
