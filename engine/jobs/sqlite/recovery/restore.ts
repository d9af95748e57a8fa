/**
 * Builds a fresh database from what can be read: first the sound rows of the damaged file, then of the backups, the
 * latest first, then what is left of damaged rows.
 */
import { rmSync } from 'node:fs';
import { isBytes } from '../../../cache/disk/damaged-text.ts';
import { openSqlite, type Sqlite } from '../../../cache/disk/sqlite.ts';
import { migrate } from '../migrate.ts';
import type { Backup } from './backups.ts';
import { damageOf } from './check.ts';
import { columnsOf, type ReadRow, salvageRows } from './read-rows.ts';
import type { Bytes, DatabaseSchema, Row, TableFacts } from './table-facts.ts';

/** The outcome for the rows of one table. */
export interface TableReport {
  readonly facts: TableFacts;
  /** Sound rows of the damaged file. */
  readonly kept: number;
  /** Rows of each backup that gave some. */
  readonly restored: readonly { readonly time: number; readonly rows: number }[];
  /** Rows kept although a part of them is lost. */
  readonly damaged: number;
  /** Rows that were found, and could not be kept. */
  readonly lost: number;
  /** Whether every part of the damaged file could be read. */
  readonly isWhole: boolean;
}

/** Rows written in one transaction. */
const BATCH = 200;
/** Added to the last known number of rows that are not restored, since there may have been later ones. */
const GAP = 1_000_000;

export interface RestoreOptions {
  /** A file that nobody else uses; undefined when there is none. */
  readonly damaged: string | undefined;
  readonly backups: readonly Backup[];
  /** Whether rows may be missing from a damaged file that looks sound. */
  readonly mayMiss: boolean;
  /** Path of the fresh database; overwritten. */
  readonly target: string;
}

export function restore(
  { damaged, backups, mayMiss, target }: RestoreOptions,
  { migrations, tables }: DatabaseSchema,
): TableReport[] {
  for (const suffix of ['', '-wal']) rmSync(target + suffix, { force: true });
  const fresh = openSqlite(target);
  const source = damaged === undefined ? undefined : openSource(damaged);
  // A backup holds rows that were deleted since: it is used only where rows are lost.
  const isComplete = source !== undefined && !mayMiss && hasNoDamage(source, { migrations, tables });
  const copies = isComplete ? [] : openBackups(backups);
  try {
    migrate(fresh, migrations);
    const reports = tables.flatMap((facts) => (facts.isRestored ? [restoreTable(facts, source, copies, fresh)] : []));
    for (const db of [source, ...copies.map((copy) => copy.db)]) if (db) keepNumbers(db, fresh, tables);
    return reports;
  } finally {
    source?.close();
    for (const { db } of copies) db.close();
    fresh.close();
  }
}

function hasNoDamage(source: Sqlite, schema: DatabaseSchema): boolean {
  try {
    return damageOf(source, schema) === undefined;
  } catch {
    return false;
  }
}

function openBackups(backups: readonly Backup[]): { readonly db: Sqlite; readonly time: number }[] {
  return backups.flatMap(({ path, time }) => {
    const db = openSource(path);
    return db ? [{ db, time }] : [];
  });
}

/** Undefined for a file that SQLite cannot open at all. */
function openSource(path: string): Sqlite | undefined {
  try {
    return openSqlite(path);
  } catch {
    return undefined;
  }
}

function restoreTable(
  facts: TableFacts,
  source: Sqlite | undefined,
  copies: readonly { readonly db: Sqlite; readonly time: number }[],
  fresh: Sqlite,
): TableReport {
  const target = new Target(fresh, facts);
  const unsound: Row[] = [];
  const takeSound = ({ row, isSound }: ReadRow): void => {
    if (isSound) target.add(row);
    else unsound.push(row);
  };
  const isWhole = source !== undefined && salvageRows(source, facts, takeSound);
  const kept = target.flush();
  const restored: { time: number; rows: number }[] = [];
  for (const { db, time } of copies) {
    salvageRows(db, facts, ({ row, isSound }) => isSound && target.add(row));
    const rows = target.flush();
    if (rows > 0) restored.push({ time, rows });
  }
  const before = target.has(unsound);
  if (facts.repair) for (const row of unsound) target.add(facts.repair(row));
  const damaged = target.flush();
  return { facts, kept, restored, damaged, lost: unsound.length - before - damaged, isWhole };
}

/** Adds rows to a table. A row whose key is there already is left out. */
class Target {
  readonly #db: Sqlite;
  readonly #facts: TableFacts;
  readonly #columns: ReadonlySet<string>;
  #waiting: Row[] = [];
  #added = 0;

  constructor(db: Sqlite, facts: TableFacts) {
    this.#db = db;
    this.#facts = facts;
    this.#columns = new Set(columnsOf(db, facts.name));
  }

  add(row: Row): void {
    this.#waiting.push(row);
    if (this.#waiting.length >= BATCH) this.#write();
  }

  /** @returns the rows added since the last call. */
  flush(): number {
    this.#write();
    const added = this.#added;
    this.#added = 0;
    return added;
  }

  /** How many of the rows there are now, by their keys. */
  has(rows: readonly Row[]): number {
    const one = this.#db.prepare(
      `SELECT 1 FROM ${this.#facts.name} WHERE ${this.#facts.key.map((column) => `${column} = ?`).join(' AND ')}`,
    );
    const keys = rows.map((row) => this.#facts.key.map((column) => row[column]));
    return keys.filter((key) => one.get(...key.map((value) => (isBytes(value) ? null : (value ?? null))))).length;
  }

  #write(): void {
    const rows = this.#waiting;
    this.#waiting = [];
    this.#db.transaction(() => {
      for (const row of rows) this.#added += this.#insert(row);
    });
  }

  #insert(row: Row): number {
    const entries = Object.entries(row).filter(([column]) => this.#columns.has(column));
    const names = entries.map(([column]) => column).join(', ');
    const marks = entries.map(() => '?').join(', ');
    const values = entries.map(([, value]) => (isBytes(value) ? lossyText(value) : value));
    const insert = this.#db.prepare<{ readonly one: number }>(
      `INSERT OR IGNORE INTO ${this.#facts.name} (${names}) VALUES (${marks}) RETURNING 1 AS one`,
    );
    try {
      return insert.get(...values) ? 1 : 0;
    } catch (error) {
      // A value of the wrong type: nothing of the row can be kept.
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')) return 0;
      throw error;
    }
  }
}

function lossyText(bytes: Bytes): string {
  return Buffer.from(new Uint8Array(bytes)).toString('utf8');
}

/** Numbers that were given once are not given again: clients and file names refer to them. */
function keepNumbers(from: Sqlite, to: Sqlite, tables: readonly TableFacts[]): void {
  for (const { name, key, isRestored } of tables) {
    const last = lastNumber(from, name, key[0] ?? '');
    if (last === undefined) continue;
    const seq = last + (isRestored ? 0 : GAP);
    to.prepare(
      'INSERT INTO sqlite_sequence (name, seq) SELECT ?, 0 WHERE ? NOT IN (SELECT name FROM sqlite_sequence)',
    ).run(name, name);
    to.prepare('UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = ?').run(seq, name);
  }
}

/** Undefined when it cannot be read, or the table does not count its rows. */
function lastNumber(db: Sqlite, table: string, key: string): number | undefined {
  const ask = (sql: string, ...values: string[]): number => {
    try {
      const found = db.prepare<{ readonly last: unknown }>(sql).get(...values)?.last;
      return Number.isSafeInteger(found) ? Number(found) : 0;
    } catch {
      return 0;
    }
  };
  const counted = ask("SELECT MAX(seq) AS last FROM sqlite_sequence WHERE name = ? AND typeof(seq) = 'integer'", table);
  if (counted === 0) return undefined;
  return Math.max(counted, ask(`SELECT MAX(${key}) AS last FROM ${table} WHERE typeof(${key}) = 'integer'`));
}
