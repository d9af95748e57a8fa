/** Reads a whole table before the first picture is made: counts the files, and finds names that cannot be. */
import { foldedName } from '../../files/same-name.ts';
import { UsageError } from '../usage-error.ts';
import { type BatchDesign, type BatchItem, batchItems, OWN_FIELDS } from './items.ts';
import { HashTable } from './names/hash-table.ts';
import { checkFields } from './names/template.ts';
import type { RowReader } from './rows/row.ts';
import { columnsOf } from './values/columns.ts';
import { SEED_COLUMNS } from './values/seeds.ts';

export interface Survey {
  /** Files to be made. */
  readonly files: number;
  /** Rows that cannot be used. */
  readonly bad: number;
  /** Columns that set nothing: they travel to the manifest. */
  readonly unused: readonly string[];
}

/** Columns that are remembered: a table in JSON may have others in every row. */
const MOST_COLUMNS = 1000;

/**
 * @throws UsageError for two files of one name, for a name that asks for a column that no row has, and for a table
 * without rows.
 */
export async function surveyBatch(given: BatchDesign): Promise<Survey> {
  const columns = new Set<string>();
  const design = { ...given, rows: noting(given.rows, columns) };
  const names = new HashTable();
  let [files, bad]: [number, number] = [0, 0];
  let twice: BatchItem | undefined;
  let firstBad: string | undefined;
  for await (const item of batchItems(design)) {
    if (item.kind === 'bad') {
      bad += 1;
      firstBad ??= `line ${item.line}: ${item.error}`;
      continue;
    }
    files += 1;
    const name = foldedName(item.name);
    if (names.get(name) === undefined) names.set(name, item.line);
    else twice ??= item;
  }
  const workflowColumns = columnsOf(given.workflow, given.registry);
  const parameters = workflowColumns.settables.flatMap((each) => (each.parameter ? [each.name] : []));
  // A layout adds columns of its own.
  if (columns.size > 0 && !given.layout)
    checkFields(given.template, [...new Set([...OWN_FIELDS, ...columns, ...parameters])], given.table);
  if (twice) await explainTwice(given, twice);
  if (files === 0) {
    const why = firstBad === undefined ? 'the table has no rows' : `no row can be used. ${firstBad}`;
    throw new UsageError(`${given.table}: ${why}`);
  }
  const unused = [...columns].filter((name) => !SEED_COLUMNS.includes(name) && !workflowColumns.settableOf(name));
  return { files, bad, unused };
}

/** Reads the rows, and notes their columns. */
function noting(rows: RowReader, columns: Set<string>): RowReader {
  return async function* noted() {
    for await (const row of rows()) {
      if (row.kind === 'row' && columns.size < MOST_COLUMNS)
        for (const name of Object.keys(row.values)) columns.add(name);
      yield row;
    }
  };
}

/** Finds the first of two files of one name. @throws UsageError unless only the hashes of the names are equal. */
async function explainTwice(design: BatchDesign, second: BatchItem): Promise<void> {
  for await (const first of batchItems(design)) {
    if (first.kind === 'bad' || foldedName(first.name) !== foldedName(second.name)) continue;
    const isSame = first.line === second.line && first.seeds[0] === second.seeds[0];
    if (isSame) return;
    const lines = first.line === second.line ? `line ${first.line}` : `lines ${first.line} and ${second.line}`;
    throw new UsageError(
      `${design.table}: ${lines} would both be saved as "${second.name}". ` +
        'Names must differ: use {index} for the row and {seed} or {sample} within one',
    );
  }
}
