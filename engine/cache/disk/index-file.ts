/**
 * The database of the index, shared by all processes. Its name has a number. A process that finds it damaged leaves a
 * mark with that number, and everybody goes on with the next one: no file is renamed while others have it open, which
 * Windows refuses, and nobody writes into a given up index for long.
 */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { exceptHeld } from '../../files/held-file.ts';
import { StorageError } from '../../files/storage-error.ts';
import { createTables, VERSION } from './schema.ts';
import { isBusy, isDamaged, openSharedSqlite, type Sqlite, type Statement } from './sqlite.ts';

const PREFIX = `index-v${VERSION}-`;
const MARK = '.damaged';
/** Milliseconds in which other processes must let go of the database. They hold it for one, unless they are stopped. */
const PATIENCE = 15_000;
/** Most milliseconds between two attempts. The time is random, so that two processes do not meet again. */
const PAUSE = 12;

/** The open database, with its statements. */
export interface Tables {
  prepare<Row>(sql: string): Statement<Row>;
}

interface Opened extends Tables {
  readonly db: Sqlite;
  readonly number: number;
}

export class IndexFile {
  readonly #folder: string;
  readonly #onDamage: (message: string) => void;
  #opened: Opened | undefined;
  #isClosed = false;

  /** @param onDamage called with a message for the user when a new index is started. */
  constructor(folder: string, onDamage: (message: string) => void) {
    this.#folder = folder;
    this.#onDamage = onDamage;
  }

  /** Opens the database now. @throws StorageError. */
  open(): void {
    mkdirSync(this.#folder, { recursive: true });
    try {
      this.#repaired(() => {});
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
  }

  /** @throws StorageError; Error that {@link isBusy} recognises, when other processes do not let go. */
  read<T>(work: (tables: Tables) => T): Promise<T> {
    return this.#patiently(() => this.readNow(work));
  }

  /** As {@link read}, with one attempt. */
  readNow<T>(work: (tables: Tables) => T): T {
    return this.#repaired(work);
  }

  /** Runs `work` in one transaction, and again when another process was writing: it must change nothing else. */
  write<T>(work: (tables: Tables) => T): Promise<T> {
    return this.#patiently(() => this.writeNow(work));
  }

  /** As {@link write}, with one attempt. */
  writeNow<T>(work: (tables: Tables) => T): T {
    return this.#repaired((opened) => {
      let result!: T;
      opened.db.transaction(() => {
        result = work(opened);
      });
      return result;
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#opened?.db.close();
    this.#opened = undefined;
  }

  async #patiently<T>(work: () => T): Promise<T> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || performance.now() > end) throw error;
      }
      await setTimeout(Math.random() * PAUSE);
    }
  }

  /** Work that meets damage is done once more, in a new index. */
  #repaired<T>(work: (opened: Opened) => T): T {
    try {
      return work(this.#current());
    } catch (error) {
      if (this.#isClosed || !this.#showsDamage(error)) throw error;
      this.#giveUp(error);
      return work(this.#current());
    }
  }

  /** The database that nobody has given up. */
  #current(): Opened {
    if (this.#isClosed) throw new Error(`The index of ${this.#folder} is closed.`);
    if (this.#opened && !existsSync(this.#mark(this.#opened.number))) return this.#opened;
    this.#opened?.db.close();
    this.#opened = undefined;
    const number = this.#newestNumber();
    const db = openSharedSqlite(this.#path(number));
    try {
      createTables(db);
    } catch (error) {
      db.close();
      throw error;
    }
    this.#opened = { db, number, prepare: preparing(db) };
    return this.#opened;
  }

  /** One more than the last index that was given up. Files of those are deleted as soon as all have closed them. */
  #newestNumber(): number {
    const marks = readdirSync(this.#folder).filter((name) => name.startsWith(PREFIX) && name.endsWith(MARK));
    const numbers = marks.map((name) => Number.parseInt(name.slice(PREFIX.length), 10));
    for (const number of numbers) {
      for (const file of [this.#path(number), `${this.#path(number)}-journal`]) {
        try {
          rmSync(file, { force: true });
        } catch (error) {
          exceptHeld(error);
        }
      }
    }
    return Math.max(0, ...numbers) + 1;
  }

  #giveUp(error: unknown): void {
    const number = this.#opened?.number ?? this.#newestNumber();
    this.#opened?.db.close();
    this.#opened = undefined;
    if (existsSync(this.#mark(number))) return;
    writeFileSync(this.#mark(number), '');
    this.#onDamage(
      `The index of the cache in ${this.#folder} was damaged (${reasonOf(error)}). A new index is started.`,
    );
  }

  /** A damaged header can make the file look as if nobody may write it. */
  #showsDamage(error: unknown): boolean {
    if (isDamaged(error)) return true;
    const cause = error instanceof StorageError ? (error.cause as { code?: unknown } | undefined) : undefined;
    if (cause?.code !== 'SQLITE_READONLY') return false;
    try {
      accessSync(this.#path(this.#opened?.number ?? this.#newestNumber()), constants.W_OK);
      accessSync(this.#folder, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }

  #path(number: number): string {
    return join(this.#folder, `${PREFIX}${number}.sqlite`);
  }

  #mark(number: number): string {
    return join(this.#folder, `${PREFIX}${number}${MARK}`);
  }
}

/** Prepares each statement once. */
function preparing(db: Sqlite): Tables['prepare'] {
  const statements = new Map<string, Statement<unknown>>();
  return <Row>(sql: string): Statement<Row> => {
    const statement = statements.get(sql) ?? db.prepare<unknown>(sql);
    statements.set(sql, statement);
    return statement as Statement<Row>;
  };
}

/** SQLite's own message about the damage. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
