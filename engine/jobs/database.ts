/** The database of a server: one SQLite file for its queue, history, events and documents, brought up to date when it is opened. */
import { type Sqlite, openSqlite } from '../cache/disk/sqlite.ts';
import { JOB_MIGRATIONS } from './migrations.ts';

export type Database = Sqlite;

/** One step of the schema. Steps are never changed once released; a new one is added behind them. */
export interface Migration {
  /** Unique, and the same forever. */
  readonly name: string;
  readonly sql: string;
}

/**
 * Opens the database for this process alone. Transactions inside of one join it.
 * @throws an error {@link isBusy} tells when another process has it open.
 */
export function openDatabase(file: string): Database {
  const database = joining(openSqlite(file));
  database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON');
  migrate(database, JOB_MIGRATIONS);
  return database;
}

/** Makes the steps that were not made yet, in order, each whole or not at all. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  database.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied INTEGER NOT NULL) STRICT');
  const made = new Set(database.prepare<{ name: string }>('SELECT name FROM migration').all().map(({ name }) => name));
  const note = database.prepare('INSERT INTO migration (name, applied) VALUES (?, ?)');
  for (const { name, sql } of migrations) {
    if (made.has(name)) continue;
    database.transaction(() => {
      database.exec(sql);
      note.run(name, Date.now());
    });
  }
}

function joining(sqlite: Sqlite): Sqlite {
  let within = false;
  return {
    exec: (sql) => sqlite.exec(sql),
    prepare: (sql) => sqlite.prepare(sql),
    close: () => sqlite.close(),
    transaction(work) {
      if (within) return work();
      within = true;
      try {
        sqlite.transaction(work);
      } finally {
        within = false;
      }
    },
  };
}

export { isBusy } from '../cache/disk/sqlite.ts';
