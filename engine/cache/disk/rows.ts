/** Reads and writes rows of actions and values. Each carries a checksum: a damaged row counts as absent. */
import { digestText } from '../canonical.ts';
import type { ResultEntry } from '../result.ts';
import { asBytes, withTexts } from './damaged-text.ts';
import type { Tables } from './index-file.ts';
import { VALUE_COLUMNS, type ValueRow } from './schema.ts';

/** The row that tells how to read the file of a value, and its checksum. */
type SummedValue = ValueRow & { readonly sum: string };
interface ActionRow {
  readonly key: string;
  readonly entry: string;
  readonly sum: string;
}

const COLUMNS = [...VALUE_COLUMNS, 'sum'];
const ACTIONS = `SELECT ${asBytes(['key', 'entry', 'sum'])} FROM action`;
const VALUES = `SELECT ${asBytes(COLUMNS)} FROM value`;
const PUT_VALUE = `INSERT OR REPLACE INTO value VALUES (${COLUMNS.map(() => '?').join(', ')})`;

function readActions(tables: Tables, keys: readonly string[]): Map<string, ResultEntry> {
  const rows = tables
    .prepare<ActionRow>(`${ACTIONS} WHERE key IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify(keys));
  return new Map(rows.flatMap((row) => entryOf(withTexts(row))));
}

/** The entries under these keys whose values are there, and those values. */
export function readResults(
  tables: Tables,
  keys: readonly string[],
): { readonly entries: Map<string, ResultEntry>; readonly values: Map<string, ValueRow> } {
  const entries = readActions(tables, keys);
  const values = readValues(tables, [...entries.values()].flatMap(digestsOf));
  return { entries: completeOf(entries, values), values };
}

/** The entries all of whose values are known. */
export function completeOf(
  entries: ReadonlyMap<string, ResultEntry>,
  values: ReadonlyMap<string, ValueRow>,
): Map<string, ResultEntry> {
  return new Map([...entries].filter(([, entry]) => digestsOf(entry).every((digest) => values.has(digest))));
}

export function digestsOf({ outputs }: ResultEntry): string[] {
  return Object.values(outputs).map(({ digest }) => digest);
}

/** The next actions in the order of their keys. An entry is undefined when it is damaged. */
export function pageOfActions(tables: Tables, after: string, count: number): [string, ResultEntry | undefined][] {
  const rows = tables.prepare<ActionRow>(`${ACTIONS} WHERE key > ? ORDER BY key LIMIT ?`).all(after, count);
  return rows.map((row) => {
    const texts = withTexts(row);
    return entryOf(texts)[0] ?? [texts.key, undefined];
  });
}

export function writeAction(tables: Tables, key: string, entry: string, used: number): void {
  tables.prepare('INSERT OR REPLACE INTO action VALUES (?, ?, ?, ?)').run(key, entry, sumOf(key, entry), used);
}

export function readValues(tables: Tables, digests: readonly string[]): Map<string, ValueRow> {
  const rows = tables
    .prepare<SummedValue>(`${VALUES} WHERE digest IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify(digests));
  return new Map(rows.flatMap(sound).map((row) => [row.digest, row]));
}

/** The next values in the order of their digests, damaged rows left out, and the digest to go on with. */
export function pageOfValues(
  tables: Tables,
  after: string,
  count: number,
): { readonly rows: readonly ValueRow[]; readonly last: string | undefined } {
  const all = tables.prepare<SummedValue>(`${VALUES} WHERE digest > ? ORDER BY digest LIMIT ?`).all(after, count);
  const last = all.at(-1);
  return { rows: all.flatMap(sound), last: last && withTexts(last).digest };
}

export function writeValue(tables: Tables, row: ValueRow): void {
  const { digest, codec, extension, meta, type, bytes, seconds, created, used, spare } = row;
  const columns = [digest, codec, extension, meta, type, bytes, seconds, created, used, spare];
  tables.prepare(PUT_VALUE).run(...columns, sumOfValue(row));
}

/** One pair, or none for a damaged row. */
function entryOf({ key, entry, sum }: ActionRow): [string, ResultEntry][] {
  return sum === sumOf(key, entry) ? [[key, JSON.parse(entry) as ResultEntry]] : [];
}

function sound(row: SummedValue): ValueRow[] {
  const { sum, ...value } = withTexts(row);
  if (sum !== sumOfValue(value)) return [];
  // These steer the collection only, so they may change without a new checksum.
  const { seconds, created, used, spare } = value;
  return [{ ...value, seconds: finite(seconds), created: finite(created), used: finite(used), spare: finite(spare) }];
}

function finite(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function sumOfValue({ digest, codec, extension, meta, type, bytes }: ValueRow): string {
  return digestText(JSON.stringify([digest, codec, extension, meta, type, bytes])).slice(0, 32);
}

/** The checksum of an action. */
export function sumOf(key: string, entry: string): string {
  return digestText(`${key}\n${entry}`).slice(0, 32);
}
