/** The database of a server: one SQLite file for its queue, history, events and documents, brought up to date when it is opened. */
import { type Sqlite, openSqlite } from '../../cache/disk/sqlite.ts';
import { JOB_MIGRATIONS } from './migrations.ts';

export interface Database extends Sqlite {
  /** Calls `work` once what is written now is kept: at once, or at the end of the transaction it is called in. */
  afterCommit(work: () => void): void;
  /** Calls `work` when the transaction it is called in is undone; the last that was given first. */
  onRollback(work: () => void): void;
}

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
  const made = new Set(
    database
      .prepare<{ name: string }>('SELECT name FROM migration')
      .all()
      .map(({ name }) => name),
  );
  const note = database.prepare('INSERT INTO migration (name, applied) VALUES (?, ?)');
  for (const { name, sql } of migrations) {
    if (made.has(name)) continue;
    database.transaction(() => {
      database.exec(sql);
      note.run(name, Date.now());
    });
  }
}

interface Hooks {
  readonly kept: (() => void)[];
  readonly undone: (() => void)[];
}

function joining(sqlite: Sqlite): Database {
  let within: Hooks | undefined;
  return {
    exec: (sql) => sqlite.exec(sql),
    prepare: (sql) => sqlite.prepare(sql),
    close: () => sqlite.close(),
    transaction(work) {
      if (within) return work();
      const current: Hooks = { kept: [], undone: [] };
      within = current;
      try {
        sqlite.transaction(work);
        within = undefined;
      } catch (error) {
        within = undefined;
        for (const undo of current.undone.toReversed()) undo();
        throw error;
      }
      for (const then of current.kept) then();
    },
    afterCommit(work) {
      if (within) within.kept.push(work);
      else work();
    },
    onRollback: (work) => void within?.undone.push(work),
  };
}

export { isBusy } from '../../cache/disk/sqlite.ts';
