/** Reads rows of a database that may be damaged. */
import { asBytes, isBytes, textOf } from '../../../cache/disk/damaged-text.ts';
import type { Sqlite, Statement } from '../../../cache/disk/sqlite.ts';
import type { Row, TableFacts, Value } from './table-facts.ts';

export interface ReadRow {
  readonly row: Row;
  /** Whether all texts are UTF-8 and the row holds what was written. */
  readonly isSound: boolean;
}

/** Thrown for tables that are not what was written. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/** Rows read at a time. */
const PAGE = 200;
/** Numbers tried one by one in a gap whose end is not known: about a second. */
const TRIED = 10_000;

/**
 * All rows, in the order of their keys.
 * @throws StorageError at a part that cannot be read; SchemaError for a table that lacks a column.
 */
export function* readRows(db: Sqlite, facts: TableFacts): Generator<ReadRow> {
  const read = new TableReader(db, facts);
  for (let after: Row | undefined; ;) {
    const page = read.after(after, PAGE);
    for (const row of page) yield toRead(row, facts);
    if (page.length < PAGE) return;
    after = page.at(-1);
  }
}

/**
 * The rows that can be read: those before a gap, those behind it, and between them the rows found by their number.
 * @returns whether everything could be read.
 */
export function salvageRows(db: Sqlite, facts: TableFacts, take: (row: ReadRow) => void): boolean {
  let reader: TableReader;
  try {
    reader = new TableReader(db, facts);
  } catch {
    return false;
  }
  const low = walk((from) => reader.after(from, 1)[0], facts, take);
  if (low.isWhole) return true;
  const high = walk((from) => reader.before(from), facts, take);
  const [column = ''] = facts.key;
  if (facts.key.length > 1) return false;
  const first = low.last === undefined ? 1 : Number(low.last[column]) + 1;
  const end = high.last === undefined ? first + (attempt(() => reader.counted()) ?? TRIED) : Number(high.last[column]);
  for (let number = first; number < Math.min(end, first + TRIED); number++) {
    const row = attempt(() => reader.at(number));
    if (row) take(toRead(row, facts));
  }
  return false;
}

/** Goes from row to row until the end, or until one cannot be read. */
function walk(
  next: (from: Row | undefined) => Row | undefined,
  facts: TableFacts,
  take: (row: ReadRow) => void,
): { readonly isWhole: boolean; readonly last: Row | undefined } {
  let last: Row | undefined;
  const seen = new Set<string>();
  try {
    for (;;) {
      const row = next(last);
      if (!row) return { isWhole: true, last };
      // A damaged page can lead in a circle.
      const key = JSON.stringify(facts.key.map((column) => row[column]));
      if (seen.has(key)) return { isWhole: false, last };
      seen.add(key);
      take(toRead(row, facts));
      last = row;
    }
  } catch {
    return { isWhole: false, last };
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

class TableReader {
  readonly #key: readonly string[];
  readonly #first: Statement<Row>;
  readonly #after: Statement<Row>;
  readonly #last: Statement<Row>;
  readonly #before: Statement<Row>;
  readonly #at: Statement<Row>;
  readonly #counted: Statement<{ readonly seq: number }>;

  /** @throws SchemaError when the table, its key or the schema cannot be read. */
  constructor(db: Sqlite, { name, key }: TableFacts) {
    const columns = columnsOf(db, name);
    for (const column of key) if (!columns.includes(column)) throw new SchemaError(`the table ${name} lacks ${column}`);
    const keys = key.join(', ');
    const marks = key.map(() => '?').join(', ');
    const select = (rest: string): Statement<Row> => db.prepare(`SELECT ${asBytes(columns)} FROM ${name} ${rest}`);
    this.#key = key;
    this.#first = select(`ORDER BY ${keys} LIMIT ?`);
    this.#after = select(`WHERE (${keys}) > (${marks}) ORDER BY ${keys} LIMIT ?`);
    const backwards = `ORDER BY ${key.map((column) => `${column} DESC`).join(', ')} LIMIT 1`;
    this.#last = select(backwards);
    this.#before = select(`WHERE (${keys}) < (${marks}) ${backwards}`);
    this.#at = select(`WHERE ${key[0]} = ?`);
    this.#counted = db.prepare(`SELECT seq FROM sqlite_sequence WHERE name = '${name}' AND typeof(seq) = 'integer'`);
  }

  after(row: Row | undefined, most: number): Row[] {
    const rows = row ? this.#after.all(...this.#keyOf(row), most) : this.#first.all(most);
    return rows.map(decoded);
  }

  before(row: Row | undefined): Row | undefined {
    const found = row ? this.#before.get(...this.#keyOf(row)) : this.#last.get();
    return found && decoded(found);
  }

  /** The highest number given so far. */
  counted(): number {
    return this.#counted.get()?.seq ?? TRIED;
  }

  at(number: number): Row | undefined {
    const found = this.#at.get(number);
    return found && decoded(found);
  }

  #keyOf(row: Row): (string | number)[] {
    return this.#key.map((column) => {
      const value = row[column];
      if (typeof value === 'string' || typeof value === 'number') return value;
      throw new SchemaError(`the key ${column} is damaged`);
    });
  }
}

/** Names of the columns of a table. @throws SchemaError when the schema cannot be read. */
export function columnsOf(db: Sqlite, table: string): string[] {
  const rows = db.prepare<{ readonly name: Value }>(`SELECT CAST(name AS BLOB) AS name FROM pragma_table_info(?)`);
  const names = rows.all(table).map(({ name }) => textOf(name));
  if (names.length === 0 || names.some((name) => name === undefined || !/^\w+$/.test(name)))
    throw new SchemaError(`the table ${table} is missing, or its columns cannot be read`);
  return names.flatMap((name) => name ?? []);
}

/** Bytes as text where they are UTF-8. No column of ours holds bytes. */
function decoded(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, textOf(value) ?? value]));
}

function toRead(row: Row, { isSound }: TableFacts): ReadRow {
  const isText = Object.values(row).every((value) => !isBytes(value));
  return { row, isSound: isText && isSound(row) };
}
