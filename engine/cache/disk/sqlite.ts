/** SQLite for one process, or for many at once. Only this file uses the driver. */
import Database from 'libsql';
import { StorageError, storageErrorOf } from '../../files/storage-error.ts';

type Connection = InstanceType<typeof Database>;

export interface Statement<Row> {
  /** @returns the number of rows that were inserted, changed or deleted. */
  run(...values: readonly SqlValue[]): number;
  get(...values: readonly SqlValue[]): Row | undefined;
  all(...values: readonly SqlValue[]): Row[];
}

export type SqlValue = string | number | bigint | null;

export interface Sqlite {
  exec(sql: string): void;
  prepare<Row>(sql: string): Statement<Row>;
  /** Runs `work` in one transaction: it is committed as a whole, or rolled back when `work` throws. */
  transaction(work: () => void): void;
  /** Frees the file. Every later use throws; closing again does nothing. */
  close(): void;
}

/**
 * Opens a database file for this process alone, in WAL mode and durable at every commit (`synchronous = FULL`).
 * @throws Error when another process has the file open (see {@link isBusy}); StorageError for a fault of the disk, and
 *   for a file that is damaged or no database (see {@link isDamaged}).
 */
export function openSqlite(file: string): Sqlite {
  return open(file, {
    begin: [
      'PRAGMA busy_timeout = 200; PRAGMA locking_mode = EXCLUSIVE',
      'PRAGMA journal_mode = WAL',
      'PRAGMA synchronous = FULL; BEGIN IMMEDIATE; COMMIT',
    ],
    end: ['PRAGMA journal_mode = DELETE', 'PRAGMA locking_mode = NORMAL', 'SELECT COUNT(*) FROM sqlite_master'],
  });
}

/**
 * Opens a database file that other processes use at the same time. Every use may throw an error that {@link isBusy}
 * recognises, after 20 ms in which another process did not finish.
 *
 * The journal is a rollback journal: WAL loses pages in SQLite 3.7.0 to 3.51.2 when one process writes while another
 * checkpoints (https://sqlite.org/wal.html#walresetbug), and is no faster here (docs/cache.md). Nothing is synced: the
 * death of a process loses and damages nothing, and a power failure may damage the file.
 * @throws StorageError as {@link openSqlite}.
 */
export function openSharedSqlite(file: string): Sqlite {
  return open(file, {
    begin: ['PRAGMA busy_timeout = 20; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192', SHARED_JOURNAL],
    end: [],
  });
}

/** Opens a file that holds nothing and is only locked. No use of it waits. @throws StorageError. */
export function openLockFile(file: string): Sqlite {
  return open(file, { begin: ['PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY'], end: [] });
}

/** The journal stays, up to a megabyte, so that a commit makes and deletes no file. */
const SHARED_JOURNAL = 'PRAGMA journal_mode = PERSIST; PRAGMA journal_size_limit = 1048576';

/** What a connection says at its beginning, and at its end. */
interface Habits {
  readonly begin: readonly string[];
  readonly end: readonly string[];
}

function open(file: string, { begin, end }: Habits): Sqlite {
  const { db, attempt } = connect(file);
  try {
    attempt(() => {
      for (const sql of begin) db.exec(sql);
    });
  } catch (error) {
    db.close();
    throw error;
  }
  const transactions = new Transactions(db);
  let isClosed = false;
  // The driver ends the process when a closed connection is asked for its transaction.
  const use = <T>(work: () => T): T => {
    if (isClosed) throw new Error(`The database ${file} is closed.`);
    return attempt(work);
  };
  const run = <T>(work: () => T): T => use(() => transactions.statement(work));
  return {
    exec: (sql) => run(() => void db.exec(sql)),
    prepare<Row>(sql: string): Statement<Row> {
      const statement = run(() => db.prepare(sql));
      return {
        run: (...values) => run(() => statement.run(...values).changes),
        get: (...values) => run(() => statement.get(...values) as Row | undefined),
        all: (...values) => run(() => statement.all(...values) as Row[]),
      };
    },
    transaction: (work) => use(() => transactions.run(work)),
    close() {
      if (isClosed) return;
      isClosed = true;
      close(db, end);
    },
  };
}

/** Connects to a file, and words the errors of its disk. */
function connect(file: string): { readonly db: Connection; readonly attempt: <T>(work: () => T) => T } {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storageErrorOf(coded(error), `the database ${file} could not be used`) ?? error;
    }
  };
  return { db: attempt(() => new Database(file)), attempt };
}

/** The driver gives the reason why it cannot connect as a number within the message: 14 is SQLITE_CANTOPEN. */
function coded(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.endsWith(': 14")')) return error;
  return Object.assign(new Error('unable to open database file', { cause: error }), { code: 'SQLITE_CANTOPEN' });
}

/**
 * Transactions of a connection. SQLite rolls back by itself when the disk is full or fails; statements that follow
 * would then be committed one by one. So the first error of that kind ends the whole transaction, even where the code
 * between catches it.
 */
class Transactions {
  readonly #db: Connection;
  #isOpen = false;
  /** The error at which SQLite rolled back the open transaction. */
  #lost: { readonly error: unknown } | undefined;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** Runs a statement, in the open transaction if there is one. */
  statement<T>(work: () => T): T {
    if (this.#lost) throw this.#lost.error;
    try {
      return work();
    } catch (error) {
      if (this.#isOpen && !this.#db.inTransaction) this.#lost = { error };
      throw error;
    }
  }

  run(work: () => void): void {
    this.#rollBack();
    this.#db.exec('BEGIN IMMEDIATE');
    this.#isOpen = true;
    try {
      work();
      if (this.#lost) throw this.#lost.error;
      this.#db.exec('COMMIT');
    } catch (error) {
      try {
        this.#rollBack();
      } catch {
        // The first error tells the cause.
      }
      throw error;
    } finally {
      this.#isOpen = false;
      this.#lost = undefined;
    }
  }

  /** A rollback that fails, for example because the disk does, is tried again before the next transaction. */
  #rollBack(): void {
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
  }
}

/**
 * The driver keeps the connection, and its file open, while statements are alive. Leaving WAL and exclusive mode frees
 * the file for other processes now. Where the disk fails that, nothing is lost: the WAL is read at the next opening.
 */
function close(db: Connection, end: readonly string[]): void {
  for (const sql of end) {
    try {
      db.exec(sql);
    } catch {}
  }
  db.close();
}

/** Whether an error means that another process has the file open, or uses it at this moment. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /busy|locked/i.test(`${(error as { code?: string }).code ?? ''} ${error.message}`);
}

/**
 * Whether an error means that the content of a file is damaged, or is no database at all. The SQL of this program is
 * always the same, so an error of SQL means that the tables are not those that were written.
 */
export function isDamaged(error: unknown): boolean {
  if (error instanceof StorageError) return error.code === 'database-damaged';
  return error instanceof Error && (error as { code?: string }).code === 'SQLITE_ERROR';
}
