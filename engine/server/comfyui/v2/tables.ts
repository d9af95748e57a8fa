/** The table of assets, and facts for checking and restoring it. Released steps never change. */
import type { Migration } from '../../../jobs/sqlite/migrate.ts';
import type { TableFacts } from '../../../jobs/sqlite/recovery/table-facts.ts';

const FOLDERS: readonly unknown[] = ['input', 'output', 'preview'];

export const ASSET_MIGRATIONS: readonly Migration[] = [
  {
    name: 'assets-1',
    sql: `
      CREATE TABLE asset (
        id TEXT PRIMARY KEY,
        folder TEXT NOT NULL,
        name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        path TEXT,
        hash TEXT,
        job TEXT,
        created INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX asset_hash ON asset (hash) WHERE hash IS NOT NULL;
    `,
  },
];

export const ASSET_TABLES: readonly TableFacts[] = [
  {
    name: 'asset',
    title: 'asset',
    since: 'assets-1',
    key: ['id'],
    isRestored: true,
    isSound: ({ folder }) => FOLDERS.includes(folder),
  },
];
