/**
 * The processes that use a cache. While a process has runs, it says since when: every value it has used from then on is
 * in use, so that one number stands for all of them. A process is alive as long as it holds the lock of its file.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asBytes, withTexts } from './damaged-text.ts';
import { FileLock, isLocked, removeLock } from './file-lock.ts';
import type { IndexFile, Tables } from './index-file.ts';

const ENDING = '.lock';
/** Age in milliseconds at which nobody is about to lock a file. */
const STRAY_AGE = 60_000;

export class Processes {
  /** Of this process, and of this use of the cache: no other process ever has the same. */
  readonly id = randomUUID();
  readonly #folder: string;
  readonly #file: IndexFile;
  /** When each of the runs of this process began. */
  readonly #runs = new Set<{ readonly began: number }>();
  #lock: FileLock | undefined;

  /** @param folder with a file for each process that is alive. */
  constructor(folder: string, file: IndexFile) {
    this.#folder = folder;
    this.#file = file;
  }

  /** When the oldest run of this process began, in milliseconds since the epoch. */
  get since(): number | undefined {
    let since: number | undefined;
    for (const { began } of this.#runs) since = Math.min(began, since ?? began);
    return since;
  }

  /** Milliseconds since the epoch. A clock that is set back makes no used value look unused. */
  now(): number {
    return Math.max(Date.now(), this.since ?? 0);
  }

  /** A run begins; it ends when the returned function is called. The next {@link state} tells other processes. */
  begin(): () => void {
    this.show();
    const run = { began: this.now() };
    this.#runs.add(run);
    return () => void this.#runs.delete(run);
  }

  /** Whether other processes see that this one is alive. */
  get isShown(): boolean {
    return this.#lock !== undefined;
  }

  /** Lets other processes see that this one is alive. @throws StorageError */
  show(): void {
    if (this.#lock) return;
    mkdirSync(this.#folder, { recursive: true });
    this.#lock = new FileLock(this.#path(this.id));
  }

  /** Writes since when this process uses values, or that it uses none. */
  state(tables: Tables): void {
    const { since } = this;
    if (since !== undefined) tables.prepare('INSERT OR REPLACE INTO process VALUES (?, ?)').run(this.id, since);
    else if (this.#lock) tables.prepare('DELETE FROM process WHERE id = ?').run(this.id);
  }

  /** Values used at this time or later are in use by a process. Processes that have died count no more. */
  async oldestUse(): Promise<number> {
    let oldest = this.now();
    const rows = await this.#file.read((tables) =>
      tables
        .prepare<{ id: string; since: number }>(`SELECT ${asBytes(['id'])}, since FROM process`)
        .all()
        .map(withTexts),
    );
    for (const { id, since } of rows) {
      if (id === this.id || typeof since !== 'number') continue;
      if (this.isAlive(id)) oldest = Math.min(oldest, since);
      else await this.#bury(id);
    }
    this.#removeStrays();
    return Math.min(oldest, this.since ?? oldest);
  }

  isAlive(id: string): boolean {
    return id === this.id || isHeld(this.#path(id));
  }

  close(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }

  async #bury(id: string): Promise<void> {
    await this.#file.write((tables) => {
      tables.prepare('DELETE FROM process WHERE id = ?').run(id);
      tables.prepare('DELETE FROM claim WHERE process = ?').run(id);
    });
    removeLock(this.#path(id));
  }

  /** Files of processes that died without a row, for example between two collections of others. */
  #removeStrays(): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder).filter((file) => file.endsWith(ENDING))) {
      const path = join(this.#folder, name);
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
      if (age > STRAY_AGE && !isHeld(path)) removeLock(path);
    }
  }

  /** A damaged id names no file. */
  #path(id: string): string {
    return join(this.#folder, id.replaceAll(/[^\da-f-]/g, '_') + ENDING);
  }
}

function isHeld(path: string): boolean {
  try {
    return existsSync(path) && isLocked(path);
  } catch (error) {
    // Another process may have removed the file of a dead one at this moment.
    if (existsSync(path)) throw error;
    return false;
  }
}
