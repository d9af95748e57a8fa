/** The tables of the index of the disk cache. */
import type { Sqlite } from './sqlite.ts';

/** Raise it when the tables change: an index of another version is dropped and created anew. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE action (
    key TEXT PRIMARY KEY, entry TEXT NOT NULL, sum TEXT NOT NULL, used INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE value (
    digest TEXT PRIMARY KEY, codec TEXT NOT NULL, extension TEXT NOT NULL, meta TEXT, type TEXT NOT NULL,
    bytes INTEGER NOT NULL, seconds REAL NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE pin (digest TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (digest, reason)) WITHOUT ROWID;
  CREATE TABLE trace (
    scope TEXT NOT NULL, node TEXT NOT NULL, record TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, node)
  ) WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
`;

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
  /** Time the value took to compute. */
  readonly seconds: number;
  /** Milliseconds since the epoch, as is `used`. */
  readonly created: number;
  readonly used: number;
}

/** Creates the tables, unless the database has those of this version. */
export function createTables(db: Sqlite): void {
  const version = db.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version;
  if (version === VERSION) return;
  for (const table of ['action', 'value', 'pin', 'trace']) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec(SCHEMA);
}
