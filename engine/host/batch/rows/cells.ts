/** CSV and TSV: the first line names the columns. Cells may be quoted and then hold line breaks (RFC 4180). */
import { createReadStream } from 'node:fs';
import { UsageError } from '../../usage-error.ts';
import type { RowEntry } from './row.ts';

/** A record as csv-parse gives it with `info`. */
interface ReadRecord {
  readonly record: readonly string[];
  /** Lines that were read, this record included. */
  readonly info: { readonly lines: number };
}

/**
 * Rows of a table in text. A row with too many or too few cells is bad; the others are not.
 * @throws UsageError for columns without or with equal names, and for a quote that is never closed: nothing after it
 * can be told apart.
 */
export async function* cellRows(path: string, delimiter: ',' | '\t'): AsyncGenerator<RowEntry> {
  const { parse } = await import('csv-parse');
  const options = { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true } as const;
  const source = createReadStream(path);
  const parser = parse(options);
  source.once('error', (error) => parser.destroy(error));
  let columns: readonly string[] | undefined;
  let [index, lines] = [0, 0];
  try {
    for await (const read of source.pipe(parser)) {
      const { record, info } = read as ReadRecord;
      const line = lines + 1;
      lines = info.lines;
      if (!columns) columns = checkColumns(path, record);
      else yield rowOf(columns, record, { index: index++, line });
    }
  } catch (error) {
    if (!(error as { readonly code?: string }).code?.startsWith('CSV_')) throw error;
    throw new UsageError(`${path}:${lines + 1}: cannot be read as a table: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    source.destroy();
  }
}

function rowOf(
  columns: readonly string[],
  cells: readonly string[],
  place: { readonly index: number; readonly line: number },
): RowEntry {
  if (cells.length !== columns.length) {
    const error = `expected ${columns.length} cells, one for each column, got ${cells.length}`;
    return { kind: 'bad', ...place, error };
  }
  return { kind: 'row', ...place, values: Object.fromEntries(columns.map((name, i) => [name, cells[i]])) };
}

function checkColumns(path: string, record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`${path}:1: two columns are called "${twice}"`);
  if (names.includes('')) throw new UsageError(`${path}:1: a column has no name; the first line names the columns`);
  return names;
}
