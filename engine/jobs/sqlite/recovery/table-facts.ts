/** Facts about a database's tables that checking and restoring it need. */
import type { Migration } from '../migrate.ts';

/** A text that is not UTF-8. */
export type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>;
export type Value = string | number | null | Bytes;
/** A row by column. */
export type Row = Readonly<Record<string, Value>>;

export interface TableFacts {
  readonly name: string;
  /** Singular, for messages. */
  readonly title: string;
  /** The step of the schema that made the table: a database without the step has no such table. Default: the first. */
  readonly since?: string;
  /** Columns of the primary key. */
  readonly key: readonly string[];
  /** Whether rows are restored; those of the other tables are dropped with a damaged database. */
  readonly isRestored: boolean;
  /** Whether a row of valid texts holds what was written. */
  readonly isSound: (row: Row) => boolean;
  /** A row that is not sound and for which there is no better one, as it can be kept. */
  readonly repair?: (row: Row) => Row;
}

export interface DatabaseSchema {
  readonly migrations: readonly Migration[];
  readonly tables: readonly TableFacts[];
}
