/** Rows of a table of prompts, whatever the format of its file. */

export interface Row {
  readonly kind: 'row';
  /** Place in the table, from 0. Blank lines do not count; lines that cannot be read do. */
  readonly index: number;
  /** Where the row begins in the file, from 1. */
  readonly line: number;
  /** By column: texts, or values as JSON gives them. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A line that cannot be read. The others can. */
export interface BadRow {
  readonly kind: 'bad';
  readonly index: number;
  readonly line: number;
  /** A sentence without the place. */
  readonly error: string;
}

export type RowEntry = Row | BadRow;

/** Rows in the order of the table. Each call reads the table from its beginning. */
export type RowReader = () => AsyncIterable<RowEntry>;
