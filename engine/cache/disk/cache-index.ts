/**
 * The index of the disk cache: which values an action gave, how each value is stored, and the traces of nodes. An
 * action carries a checksum: a damaged row counts as absent, so it can never cause a wrong hit.
 */
import { digestText } from '../canonical.ts';
import type { ResultEntry } from '../result.ts';
import { asBytes, withTexts } from './damaged-text.ts';
import { createTables, VALUE_COLUMNS, type ValueRow } from './schema.ts';
import type { Sqlite, SqlValue, Statement } from './sqlite.ts';
import { WriteQueue } from './write-queue.ts';

export type { ValueRow } from './schema.ts';

export class CacheIndex {
  readonly #db: Sqlite;
  readonly #now: () => number;
  readonly #queue: WriteQueue;
  readonly #select: { readonly action: Statement<{ entry: string; sum: string }>; readonly value: Statement<ValueRow> };

  /** @param now milliseconds since the epoch. */
  constructor(db: Sqlite, now: () => number = Date.now) {
    createTables(db);
    this.#db = db;
    this.#now = now;
    this.#queue = new WriteQueue(db, now);
    this.#select = {
      action: db.prepare(`SELECT ${asBytes(['entry', 'sum'])} FROM action WHERE key = ?`),
      value: db.prepare(`SELECT ${asBytes(VALUE_COLUMNS)} FROM value WHERE digest = ?`),
    };
  }

  action(key: string): ResultEntry | undefined {
    const found = this.#select.action.get(key);
    const row = found && withTexts(found);
    if (!row || row.sum !== checksum(key, row.entry)) return undefined;
    return JSON.parse(row.entry) as ResultEntry;
  }

  value(digest: string): ValueRow | undefined {
    const row = this.#select.value.get(digest);
    return row && withTexts(row);
  }

  /** Marks an action as used now. */
  touchAction(key: string): void {
    this.#queue.useAction(key);
  }

  /** Marks a value as used now. */
  touchValue(digest: string): void {
    this.#queue.useValue(digest);
  }

  /** Writes values and one entry under every key, in one transaction. */
  async put(keys: readonly string[], entry: ResultEntry, values: readonly ValueRow[]): Promise<void> {
    const text = JSON.stringify(entry);
    await this.#queue.add(() => {
      for (const row of values) this.#putValue(row);
      for (const key of keys)
        this.#run('INSERT OR REPLACE INTO action VALUES (?, ?, ?, ?)', key, text, checksum(key, text), this.#now());
    });
  }

  async trace(scope: string, node: string, record: string): Promise<void> {
    await this.#queue.add(() =>
      this.#run('INSERT OR REPLACE INTO trace VALUES (?, ?, ?, ?)', scope, node, record, this.#now()),
    );
  }

  traceOf(scope: string, node: string): string | undefined {
    const row = this.#db
      .prepare<{ record: string }>(`SELECT ${asBytes(['record'])} FROM trace WHERE scope = ? AND node = ?`)
      .get(scope, node);
    return row && withTexts(row).record;
  }

  /** Deletes values. An action that gave one of them counts as absent from then on; {@link prune} deletes its row. */
  forget(digests: readonly string[]): void {
    this.#db.transaction(() => {
      for (const digest of digests) this.#run('DELETE FROM value WHERE digest = ?', digest);
    });
  }

  /** Protects a value from collection, until every reason is unpinned. */
  pin(digest: string, reason: string): void {
    this.#run('INSERT OR IGNORE INTO pin VALUES (?, ?)', digest, reason);
  }

  unpin(reason: string): void {
    this.#run('DELETE FROM pin WHERE reason = ?', reason);
  }

  pinned(): Set<string> {
    const rows = this.#db.prepare<{ digest: string }>(`SELECT DISTINCT ${asBytes(['digest'])} FROM pin`).all();
    return new Set(rows.map((row) => withTexts(row).digest));
  }

  values(): ValueRow[] {
    this.flush();
    return this.#db
      .prepare<ValueRow>(`SELECT ${asBytes(VALUE_COLUMNS)} FROM value`)
      .all()
      .map(withTexts);
  }

  /** Size of all value files together. */
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

  /** Deletes actions and traces that were not used since `before`, and actions whose values are gone. */
  prune(before: number): void {
    this.flush();
    const known = new Set(this.values().map(({ digest }) => digest));
    const dangling = this.#db
      .prepare<{ key: string; entry: string }>(`SELECT ${asBytes(['key', 'entry'])} FROM action`)
      .all()
      .map(withTexts)
      .filter(({ entry }) => !isComplete(entry, known));
    this.#db.transaction(() => {
      for (const { key } of dangling) this.#run('DELETE FROM action WHERE key = ?', key);
      this.#run('DELETE FROM action WHERE used < ?', before);
      this.#run('DELETE FROM trace WHERE at < ?', before);
    });
  }

  /** Commits waiting writes and times of use. */
  flush(): void {
    this.#queue.flush();
  }

  close(): void {
    this.flush();
    this.#db.close();
  }

  #putValue({ digest, codec, extension, meta, type, bytes, seconds, created, used }: ValueRow): void {
    const columns = [digest, codec, extension, meta, type, bytes, seconds, created, used];
    this.#run('INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', ...columns);
  }

  #run(sql: string, ...values: readonly SqlValue[]): void {
    this.#db.prepare(sql).run(...values);
  }
}

function checksum(key: string, entry: string): string {
  return digestText(`${key}\n${entry}`).slice(0, 32);
}

/** Whether every value of an entry is known; a damaged entry is not complete. */
function isComplete(entry: string, known: ReadonlySet<string>): boolean {
  try {
    return Object.values((JSON.parse(entry) as ResultEntry).outputs).every(({ digest }) => known.has(digest));
  } catch {
    return false;
  }
}
