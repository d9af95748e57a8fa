/**
 * The index of the disk cache: which action gave which values, what is known of each value's file, and what a node looked like
 * the last time it ran. Writes are collected and committed once a turn of the event loop. Every row that decides about a hit
 * carries a checksum: a damaged one is no row.
 */
import { setImmediate } from 'node:timers/promises';
import { digestText } from '../canonical.ts';
import type { ResultEntry } from '../result.ts';
import type { Sqlite, SqlValue, Statement } from './sqlite.ts';

/** Raised when the tables change; an index of another version is started anew. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE action (key TEXT PRIMARY KEY, entry TEXT NOT NULL, sum TEXT NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE value (digest TEXT PRIMARY KEY, codec TEXT NOT NULL, extension TEXT NOT NULL, meta TEXT, type TEXT NOT NULL,
    bytes INTEGER NOT NULL, seconds REAL NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE pin (digest TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (digest, reason)) WITHOUT ROWID;
  CREATE TABLE trace (scope TEXT NOT NULL, node TEXT NOT NULL, record TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, node)) WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
`;

/** What the index knows of a value. */
export interface ValueRow {
  readonly digest: string;
  readonly codec: string;
  readonly extension: string;
  /** JSON. */
  readonly meta: string | null;
  /** Name of the socket type. */
  readonly type: string;
  /** Of the file. */
  readonly bytes: number;
  /** What the value took to compute. */
  readonly seconds: number;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly used: number;
}

export class CacheIndex {
  readonly #db: Sqlite;
  readonly #now: () => number;
  readonly #select: { readonly action: Statement<{ entry: string; sum: string }>; readonly value: Statement<ValueRow> };
  /** Writes of this turn, committed together. */
  #waiting: (() => void)[] = [];
  #commit: Promise<void> | undefined;
  #touched = { actions: new Set<string>(), values: new Set<string>() };

  constructor(db: Sqlite, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
    const version = db.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version;
    if (version !== VERSION) {
      for (const table of ['action', 'value', 'pin', 'trace']) db.exec(`DROP TABLE IF EXISTS ${table}`);
      db.exec(SCHEMA);
    }
    this.#select = {
      action: db.prepare('SELECT entry, sum FROM action WHERE key = ?'),
      value: db.prepare('SELECT * FROM value WHERE digest = ?'),
    };
  }

  action(key: string): ResultEntry | undefined {
    const row = this.#select.action.get(key);
    if (!row || row.sum !== checksum(key, row.entry)) return undefined;
    return JSON.parse(row.entry) as ResultEntry;
  }

  value(digest: string): ValueRow | undefined {
    return this.#select.value.get(digest);
  }

  /** Marks an action as used now; written with the next commit. */
  touchAction(key: string): void {
    this.#touched.actions.add(key);
  }

  /** Marks a value as used now; written with the next commit. */
  touchValue(digest: string): void {
    this.#touched.values.add(digest);
  }

  async put(keys: readonly string[], entry: ResultEntry, values: readonly ValueRow[]): Promise<void> {
    const text = JSON.stringify(entry);
    await this.#write(() => {
      for (const { digest, codec, extension, meta, type, bytes, seconds, created, used } of values) {
        this.#run(
          'INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
          digest,
          codec,
          extension,
          meta,
          type,
          bytes,
          seconds,
          created,
          used,
        );
      }
      for (const key of keys)
        this.#run('INSERT OR REPLACE INTO action VALUES (?, ?, ?, ?)', key, text, checksum(key, text), this.#now());
    });
  }

  async trace(scope: string, node: string, record: string): Promise<void> {
    await this.#write(() =>
      this.#run('INSERT OR REPLACE INTO trace VALUES (?, ?, ?, ?)', scope, node, record, this.#now()),
    );
  }

  traceOf(scope: string, node: string): string | undefined {
    return this.#db
      .prepare<{ record: string }>('SELECT record FROM trace WHERE scope = ? AND node = ?')
      .get(scope, node)?.record;
  }

  /** Forgets values; actions that gave them are found out and forgotten when somebody asks for them. */
  forget(digests: readonly string[]): void {
    this.#db.transaction(() => {
      for (const digest of digests) this.#run('DELETE FROM value WHERE digest = ?', digest);
    });
  }

  forgetAction(key: string): void {
    this.#run('DELETE FROM action WHERE key = ?', key);
  }

  pin(digest: string, reason: string): void {
    this.#run('INSERT OR IGNORE INTO pin VALUES (?, ?)', digest, reason);
  }

  unpin(reason: string): void {
    this.#run('DELETE FROM pin WHERE reason = ?', reason);
  }

  pinned(): Set<string> {
    return new Set(
      this.#db
        .prepare<{ digest: string }>('SELECT DISTINCT digest FROM pin')
        .all()
        .map(({ digest }) => digest),
    );
  }

  values(): ValueRow[] {
    this.flush();
    return this.#db.prepare<ValueRow>('SELECT * FROM value').all();
  }

  /** Bytes of all value files. */
  totalBytes(): number {
    return this.#db.prepare<{ bytes: number | null }>('SELECT SUM(bytes) AS bytes FROM value').get()?.bytes ?? 0;
  }

  valueCount(): number {
    this.flush();
    return this.#db.prepare<{ count: number }>('SELECT COUNT(*) AS count FROM value').get()?.count ?? 0;
  }

  actionCount(): number {
    return this.#db.prepare<{ count: number }>('SELECT COUNT(*) AS count FROM action').get()?.count ?? 0;
  }

  /** Drops actions and traces nobody used since a time, and actions whose values are gone. */
  prune(before: number): void {
    this.flush();
    const known = new Set(this.values().map(({ digest }) => digest));
    const dangling = this.#db
      .prepare<{ key: string; entry: string }>('SELECT key, entry FROM action')
      .all()
      .filter(({ entry }) => !complete(entry, known));
    this.#db.transaction(() => {
      for (const { key } of dangling) this.forgetAction(key);
      this.#run('DELETE FROM action WHERE used < ?', before);
      this.#run('DELETE FROM trace WHERE at < ?', before);
    });
  }

  /** Commits what waits, times of use included. */
  flush(): void {
    const [waiting, touched] = [this.#waiting, this.#touched];
    if (waiting.length === 0 && touched.actions.size === 0 && touched.values.size === 0) return;
    this.#waiting = [];
    this.#touched = { actions: new Set(), values: new Set() };
    this.#db.transaction(() => {
      for (const write of waiting) write();
      for (const key of touched.actions) this.#run('UPDATE action SET used = ? WHERE key = ?', this.#now(), key);
      for (const digest of touched.values) this.#run('UPDATE value SET used = ? WHERE digest = ?', this.#now(), digest);
    });
  }

  close(): void {
    this.flush();
    this.#db.close();
  }

  #write(write: () => void): Promise<void> {
    this.#waiting.push(write);
    this.#commit ??= setImmediate().then(() => {
      this.#commit = undefined;
      this.flush();
    });
    return this.#commit;
  }

  #run(sql: string, ...values: readonly SqlValue[]): void {
    this.#db.prepare(sql).run(...values);
  }
}

function checksum(key: string, entry: string): string {
  return digestText(`${key}\n${entry}`).slice(0, 32);
}

function complete(entry: string, known: ReadonlySet<string>): boolean {
  try {
    return Object.values((JSON.parse(entry) as ResultEntry).outputs).every(({ digest }) => known.has(digest));
  } catch {
    return false;
  }
}
