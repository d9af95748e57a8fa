/** Finds damage in an open database: of its pages, of its indexes, and of what its rows hold. */
import { isBytes } from '../../../cache/disk/damaged-text.ts';
import { isDamaged, type Sqlite } from '../../../cache/disk/sqlite.ts';
import { readRows, SchemaError } from './read-rows.ts';
import type { DatabaseSchema, Row, TableFacts } from './table-facts.ts';

/**
 * @returns the first problem, such as `row 3 of run does not hold what was written`; undefined for a sound database.
 * @throws StorageError for a fault of the disk.
 */
export function damageOf(db: Sqlite, { tables }: DatabaseSchema): string | undefined {
  try {
    return damageOfPages(db) ?? damageOfRows(db, tables);
  } catch (error) {
    if (isDamaged(error) || error instanceof SchemaError) return reasonOf(error);
    throw error;
  }
}

/** `integrity_check` is `quick_check` and a comparison of the indexes, which are small here. */
function damageOfPages(db: Sqlite): string | undefined {
  const found = db.prepare<{ readonly integrity_check: string }>('PRAGMA integrity_check(1)').get()?.integrity_check;
  return found === 'ok' ? undefined : (found ?? 'it cannot be checked');
}

function damageOfRows(db: Sqlite, tables: DatabaseSchema['tables']): string | undefined {
  for (const facts of tables.filter(isThere(db)))
    for (const { row, isSound } of readRows(db, facts))
      if (!isSound) return `a row of the table ${facts.name} does not hold what was written: ${keyOf(row, facts)}`;
  return undefined;
}

/** An older version of the program knew fewer tables. */
function isThere(db: Sqlite): (facts: TableFacts) => boolean {
  const has = db.prepare<{ readonly name: string }>('SELECT name FROM migration WHERE name = ?');
  return ({ since }) => since === undefined || has.get(since) !== undefined;
}

function keyOf(row: Row, { key }: TableFacts): string {
  return key.map((column) => (isBytes(row[column]) ? '?' : row[column])).join(' ');
}

/** SQLite's own messages about the damage. */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
