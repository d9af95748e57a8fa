/** The database of a server: one SQLite file for its queue, history, events and documents. */
import { type Sqlite, openSqlite } from '../../cache/disk/sqlite.ts';
import { migrate } from './migrate.ts';
import { JOB_MIGRATIONS } from './migrations.ts';

export interface Database extends Sqlite {
  /** Calls `work` after the present transaction is committed; at once outside of a transaction. */
  afterCommit(work: () => void): void;
  /** Calls `work` if the present transaction is rolled back, in reverse order of registration. */
  onRollback(work: () => void): void;
}

/**
 * Opens the database for this process alone and brings it up to date. A transaction inside another joins it.
 * @throws an error that {@link isBusy} recognises when another process has the database open.
 */
export function openDatabase(file: string): Database {
  return asDatabase(openSqlite(file));
}

/**
 * Brings an open file up to date.
 * @param onCommit called after every transaction that is kept.
 */
export function asDatabase(sqlite: Sqlite, onCommit: () => void = () => {}): Database {
  const database = withNestedTransactions(sqlite, onCommit);
  database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON');
  migrate(database, JOB_MIGRATIONS);
  return database;
}

interface Hooks {
  readonly committed: (() => void)[];
  readonly rolledBack: (() => void)[];
}

function withNestedTransactions(sqlite: Sqlite, onCommit: () => void): Database {
  let current: Hooks | undefined;
  return {
    exec: (sql) => sqlite.exec(sql),
    prepare: (sql) => sqlite.prepare(sql),
    close: () => sqlite.close(),
    transaction(work) {
      if (current) return work();
      const hooks: Hooks = { committed: [], rolledBack: [] };
      current = hooks;
      try {
        sqlite.transaction(work);
        current = undefined;
      } catch (error) {
        current = undefined;
        for (const undo of hooks.rolledBack.toReversed()) undo();
        throw error;
      }
      onCommit();
      for (const then of hooks.committed) then();
    },
    afterCommit(work) {
      if (current) current.committed.push(work);
      else work();
    },
    onRollback: (work) => void current?.rolledBack.push(work),
  };
}

export { isBusy } from '../../cache/disk/sqlite.ts';
