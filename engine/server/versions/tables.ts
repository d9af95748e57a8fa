/** The table of versions, and facts for checking and restoring it. Released steps never change. */
import type { Migration } from '../../jobs/sqlite/migrate.ts';
import type { TableFacts } from '../../jobs/sqlite/recovery/table-facts.ts';
import { isSealed } from '../../jobs/sqlite/sealed.ts';

export const VERSION_MIGRATIONS: readonly Migration[] = [
  {
    name: 'versions-1',
    // `subject` is the document's file, or its id while it has none. `run` is the last run of this state.
    sql: `
      CREATE TABLE version (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        subject TEXT NOT NULL,
        time INTEGER NOT NULL,
        name TEXT,
        workflow TEXT NOT NULL,
        run TEXT,
        picture TEXT
      ) STRICT;
      CREATE INDEX version_subject ON version (subject, number);
      CREATE INDEX version_run ON version (run) WHERE run IS NOT NULL;
    `,
  },
];

export const VERSION_TABLES: readonly TableFacts[] = [
  {
    name: 'version',
    title: 'version of a document',
    since: 'versions-1',
    key: ['number'],
    isRestored: true,
    isSound: ({ workflow, time }) => isSealed(workflow, time),
  },
];
