/** SQLite with one connection in one process. Only this file uses the driver. */
import Database from 'libsql';

export interface Statement<Row> {
  run(...values: readonly SqlValue[]): void;
  get(...values: readonly SqlValue[]): Row | undefined;
  all(...values: readonly SqlValue[]): Row[];
}

export type SqlValue = string | number | bigint | null;

export interface Sqlite {
  exec(sql: string): void;
  prepare<Row>(sql: string): Statement<Row>;
  /** Runs `work` in one transaction: it is committed as a whole, or rolled back when `work` throws. */
  transaction(work: () => void): void;
  close(): void;
}

/**
 * Opens a database file for this process alone, in WAL mode and durable at every commit (`synchronous = FULL`).
 * @throws Error when another process has the file open (see {@link isBusy}), or the file is no database.
 */
export function openSqlite(file: string): Sqlite {
  const db = new Database(file);
  try {
    db.exec('PRAGMA busy_timeout = 200; PRAGMA locking_mode = EXCLUSIVE');
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    exec: (sql) => void db.exec(sql),
    prepare<Row>(sql: string): Statement<Row> {
      const statement = db.prepare(sql);
      return {
        run: (...values) => void statement.run(...values),
        get: (...values) => statement.get(...values) as Row | undefined,
        all: (...values) => statement.all(...values) as Row[],
      };
    },
    transaction(work) {
      db.exec('BEGIN IMMEDIATE');
      try {
        work();
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      // The driver keeps the connection while statements are alive. Leaving WAL and exclusive mode frees the file now.
      db.exec('PRAGMA journal_mode = DELETE');
      db.exec('PRAGMA locking_mode = NORMAL');
      db.prepare('SELECT COUNT(*) FROM sqlite_master').get();
      db.close();
    },
  };
}

/** Whether an error means that another process has the file open. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /busy|locked/i.test(`${(error as { code?: string }).code ?? ''} ${error.message}`);
}
