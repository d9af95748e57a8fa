/** The tables of the index of the disk cache. */
import type { Sqlite } from './sqlite.ts';

/**
 * Raise it when the tables change. It is part of the name of the index, so programs of different versions share the
 * values and keep an index each.
 */
export const VERSION = 2;

const TABLES = {
  action: 'key TEXT PRIMARY KEY, entry TEXT NOT NULL, sum TEXT NOT NULL, used INTEGER NOT NULL',
  value: `digest TEXT PRIMARY KEY, codec TEXT NOT NULL, extension TEXT NOT NULL, meta TEXT, type TEXT NOT NULL,
    bytes INTEGER NOT NULL, seconds REAL NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL,
    spare INTEGER NOT NULL, sum TEXT NOT NULL`,
  pin: 'digest TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (digest, reason)',
  trace:
    'scope TEXT NOT NULL, node TEXT NOT NULL, record TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, node)',
  process: 'id TEXT PRIMARY KEY, since INTEGER NOT NULL',
  claim: 'key TEXT PRIMARY KEY, process TEXT NOT NULL, beat INTEGER NOT NULL',
};

export const VALUE_COLUMNS = [
  'digest',
  'codec',
  'extension',
  'meta',
  'type',
  'bytes',
  'seconds',
  'created',
  'used',
  'spare',
] as const;

/** A row of the table `value`: everything the index knows about a value. */
export interface ValueRow {
  readonly digest: string;
  readonly codec: string;
  readonly extension: string;
  /** JSON the codec needs besides the file. */
  readonly meta: string | null;
  /** Name of the socket type. */
  readonly type: string;
  /** Size of the file. */
  readonly bytes: number;
  /** Time the value took to compute; of the end of a chain of steps, the time of all steps. */
  readonly seconds: number;
  /** Milliseconds since the epoch, as is `used`. */
  readonly created: number;
  readonly used: number;
  /** 1 for a step of a chain whose end is known: needed only to make the end again, or another end. Otherwise 0. */
  readonly spare: number;
}

/** Creates the tables, unless the database has those of this version. */
export function createTables(db: Sqlite): void {
  if (hasTables(db)) return;
  db.transaction(() => {
    // Another process may have created them in the meantime.
    if (hasTables(db)) return;
    for (const [name, columns] of Object.entries(TABLES)) {
      db.exec(`DROP TABLE IF EXISTS ${name}`);
      db.exec(`CREATE TABLE ${name} (${columns}) WITHOUT ROWID`);
    }
    db.exec(`PRAGMA user_version = ${VERSION}`);
  });
}

function hasTables(db: Sqlite): boolean {
  return db.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version === VERSION;
}
