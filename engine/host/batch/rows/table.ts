/** The table of a batch: a file of one of several formats, or standard input. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { statOf } from '../../places.ts';
import { UsageError } from '../../usage-error.ts';
import { cellRows } from './cells.ts';
import { jsonRows } from './json-lines.ts';
import { plainRows } from './plain-rows.ts';
import type { RowEntry, RowReader } from './row.ts';

const READERS = {
  jsonl: jsonRows,
  csv: (path) => cellRows(path, ','),
  tsv: (path) => cellRows(path, '\t'),
  lines: plainRows,
} as const satisfies Readonly<Record<string, (path: string) => AsyncIterable<RowEntry>>>;

type TableFormat = keyof typeof READERS;

const FORMATS = Object.keys(READERS) as readonly TableFormat[];

const BY_EXTENSION: Readonly<Record<string, TableFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.txt': 'lines',
};

export interface Table {
  /** For messages. */
  readonly name: string;
  /** Where names of pictures in the table are looked for first. */
  readonly folder: string;
  readonly rows: RowReader;
  /** Removes what was kept of standard input. */
  close(): Promise<void>;
}

/**
 * Opens a table.
 * @param given a file, or `-` for standard input, which is kept in a temporary file: names are checked before the
 * first picture is made, so the table is read twice.
 * @param format default: by the extension, else JSONL if the text begins with a brace, else plain lines.
 * @throws UsageError for a file that is not there, or a format that does not exist.
 */
export async function openTable(given: string, format?: string, input: Readable = process.stdin): Promise<Table> {
  const known = FORMATS.find((each) => each === format);
  if (format !== undefined && !known)
    throw new UsageError(`--format: expected one of ${FORMATS.join(', ')}, got "${format}"`);
  if (given === '-') return fromInput(input, known);
  const found = statOf(given);
  if (!found) throw new UsageError(`${given}: there is no such file. Name a table of prompts: inkloom batch TABLE`);
  if (!found.isFile())
    throw new UsageError(`${given}: a folder, not a table. Name a file: inkloom batch prompts.jsonl`);
  const extension = extname(given).toLowerCase();
  if (extension === '.json' && !known)
    throw new UsageError(`${given}: a table in JSON has one object a line. Save it as JSONL, or name its --format`);
  const read = READERS[known ?? BY_EXTENSION[extension] ?? (await guessFormat(given))];
  return { name: given, folder: dirname(given), rows: () => read(given), close: () => Promise.resolve() };
}

async function fromInput(input: Readable, format: TableFormat | undefined): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-batch-'));
  const path = join(folder, 'table');
  await pipeline(input, createWriteStream(path));
  const read = READERS[format ?? (await guessFormat(path))];
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { name: 'standard input', folder: '.', rows: () => read(path), close };
}

/** Bytes of the beginning that tell the format. */
const BEGINNING = 4096;

async function guessFormat(path: string): Promise<TableFormat> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return /^\uFEFF?\s*\{/.test(buffer.toString('utf8', 0, bytesRead)) ? 'jsonl' : 'lines';
  } finally {
    await file.close();
  }
}
