/** Copies of a database: made beside it every hour and when the server stops, the last few kept. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exceptHeld, untilFreeSync } from '../../../files/held-file.ts';
import { messageOf } from '../../../files/storage-error.ts';
import type { Sqlite } from '../../../cache/disk/sqlite.ts';
import { syncPath } from './sync-path.ts';

/** Backups kept, the latest. */
const KEPT = 5;
const FOLDER = 'backups';

/** Milliseconds between two backups of a database that changes. */
const EVERY = 3600_000;
/** Milliseconds between two looks at whether a backup is due. */
const LOOK = 10 * 60_000;

export interface Backup {
  readonly path: string;
  /** When it was made; milliseconds since the epoch. */
  readonly time: number;
}

/** The backups of a database file, the latest first. */
export function backupsOf(file: string): Backup[] {
  const folder = folderOf(file);
  try {
    return readdirSync(folder)
      .flatMap((name) => backupNamed(file, name))
      .toSorted((a, b) => b.time - a.time);
  } catch {
    return [];
  }
}

/**
 * Copies the database as it is now. Takes about 11 ms for each MB, during which nothing else happens.
 * @throws StorageError; then the earlier backups are kept.
 */
export function makeBackup(db: Sqlite, file: string, time = Date.now()): void {
  const folder = folderOf(file);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${stemOf(file)}-${nameOf(time)}.sqlite`);
  const temporary = `${path}.tmp`;
  rmSync(temporary, { force: true });
  try {
    db.exec(`VACUUM INTO '${temporary.replaceAll("'", "''")}'`);
    syncPath(temporary);
    untilFreeSync(() => renameSync(temporary, path));
    syncPath(folder);
  } finally {
    rmSync(temporary, { force: true });
  }
  for (const old of backupsOf(file).slice(KEPT)) remove(old.path);
}

/** A backup that another program holds open is removed after a later one. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    exceptHeld(error);
  }
}

/** Makes backups while a database is open, whenever it changed and the last one is an hour old. */
export class Backups {
  readonly #db: Sqlite;
  readonly #file: string;
  readonly #say: (message: string) => void;
  readonly #timer: NodeJS.Timeout;
  /** Changes counted when the last backup was made. */
  #saved: number;

  constructor(db: Sqlite, file: string, say: (message: string) => void) {
    this.#db = db;
    this.#file = file;
    this.#say = say;
    this.#saved = backupsOf(file).length > 0 ? this.#changes() : 0;
    this.#timer = setInterval(() => this.#makeIfDue(), LOOK).unref();
  }

  /** Makes a last backup if there were changes. */
  close(): void {
    clearInterval(this.#timer);
    this.#make();
  }

  #makeIfDue(): void {
    const [latest] = backupsOf(this.#file);
    if (!latest || Date.now() - latest.time >= EVERY) this.#make();
  }

  #make(): void {
    try {
      const changes = this.#changes();
      if (changes === this.#saved) return;
      makeBackup(this.#db, this.#file);
      this.#saved = changes;
    } catch (error) {
      this.#say(`The database could not be backed up: ${messageOf(error)}`);
    }
  }

  /** Rows changed since the database was opened. */
  #changes(): number {
    return this.#db.prepare<{ readonly changes: number }>('SELECT total_changes() AS changes').get()?.changes ?? 0;
  }
}

function folderOf(file: string): string {
  return join(dirname(file), FOLDER);
}

function stemOf(file: string): string {
  return basename(file, '.sqlite');
}

/** Such as `2026-05-01T12-00-00.000Z`: colons are no part of file names on Windows. */
function nameOf(time: number): string {
  return new Date(time).toISOString().replaceAll(':', '-');
}

function backupNamed(file: string, name: string): Backup[] {
  const start = `${stemOf(file)}-`;
  const stamp = name.startsWith(start) ? name.slice(start.length) : '';
  const [, day, hour, minute, second] = /^([\d-]{10})T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)\.sqlite$/.exec(stamp) ?? [];
  const time = Date.parse(`${day}T${hour}:${minute}:${second}`);
  return Number.isNaN(time) ? [] : [{ path: join(folderOf(file), name), time }];
}
