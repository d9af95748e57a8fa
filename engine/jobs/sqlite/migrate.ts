/** Brings the tables of a database up to date, step by step. */
import type { Sqlite } from '../../cache/disk/sqlite.ts';

/** One step of the schema. A released step never changes; a new step is added after it. */
export interface Migration {
  /** Unique, and never changed. */
  readonly name: string;
  readonly sql: string;
}

/** Applies the steps that the database lacks, in order, each in a transaction. */
export function migrate(database: Sqlite, migrations: readonly Migration[]): void {
  database.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied INTEGER NOT NULL) STRICT');
  const rows = database.prepare<{ name: string }>('SELECT name FROM migration').all();
  const applied = new Set(rows.map(({ name }) => name));
  const record = database.prepare('INSERT INTO migration (name, applied) VALUES (?, ?)');
  for (const { name, sql } of migrations) {
    if (applied.has(name)) continue;
    database.transaction(() => {
      database.exec(sql);
      record.run(name, Date.now());
    });
  }
}
