/** The tables of the queue, the history and the event log, as steps of the schema. */
import type { Migration } from './migrate.ts';

export const JOB_MIGRATIONS: readonly Migration[] = [
  {
    name: 'jobs-1',
    // A row is a run in any state. `position` orders waiting runs; `token` is the lease of a running one.
    sql: `
      CREATE TABLE run (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL,
        document TEXT,
        name TEXT NOT NULL,
        workflow TEXT NOT NULL,
        targets TEXT,
        position INTEGER,
        attempt INTEGER NOT NULL DEFAULT 0,
        owner TEXT,
        token TEXT UNIQUE,
        cancel INTEGER NOT NULL DEFAULT 0,
        created INTEGER NOT NULL,
        started INTEGER,
        ended INTEGER,
        files TEXT NOT NULL DEFAULT '[]',
        failures TEXT NOT NULL DEFAULT '[]',
        nodes TEXT NOT NULL DEFAULT '{}'
      ) STRICT;
      CREATE INDEX run_waiting ON run (position) WHERE state = 'queued';
      CREATE INDEX run_open ON run (state) WHERE ended IS NULL;
      CREATE INDEX run_over ON run (ended) WHERE ended IS NOT NULL;
      CREATE INDEX run_document ON run (document, number);
      CREATE TABLE event (sequence INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL) STRICT;
    `,
  },
  {
    name: 'jobs-2',
    // Restorations after damage, as messages for the user; `time` in milliseconds since the epoch.
    sql: `CREATE TABLE restoration (time INTEGER PRIMARY KEY, message TEXT NOT NULL) STRICT`,
  },
  {
    name: 'jobs-3',
    // `stalls`: attempts since the run last reached a step that no earlier attempt had reached.
    sql: `
      ALTER TABLE run ADD COLUMN stalls INTEGER NOT NULL DEFAULT 0;
      CREATE TABLE run_step (
        run INTEGER NOT NULL,
        node TEXT NOT NULL,
        PRIMARY KEY (run, node)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'jobs-4',
    sql: `
      ALTER TABLE run ADD COLUMN request TEXT;
      CREATE INDEX run_requested ON run (ended, number) WHERE request IS NOT NULL;
    `,
  },
  {
    name: 'jobs-5',
    // `submitter` shares the queue with others by turns; `owner` is the worker. `band`: 1 high, 0 normal, -1 low.
    // `given_up`: 1 for a run that failed because it made no progress. The one row of `queue_mode` is the queue's mode.
    sql: `
      ALTER TABLE run ADD COLUMN submitter TEXT NOT NULL DEFAULT '';
      ALTER TABLE run ADD COLUMN band INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE run ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX run_given_up ON run (ended) WHERE given_up = 1;
      CREATE TABLE queue_mode (id INTEGER PRIMARY KEY CHECK (id = 1), mode TEXT NOT NULL) STRICT;
      INSERT INTO queue_mode VALUES (1, 'open');
    `,
  },
];
