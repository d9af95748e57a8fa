/** The tables of documents, for checking and restoring a database, and the checksums of their rows. */
import type { Row, TableFacts } from '../../jobs/sqlite/recovery/table-facts.ts';
import { isSealed } from '../../jobs/sqlite/sealed.ts';

/** Columns of a document that the checksum of its workflow covers, in this order. */
export const SEALED_WITH = ['id', 'revision', 'file', 'base', 'saved', 'modified', 'used'] as const;
/** Columns of an edit that the checksum of its patch covers. */
export const EDIT_SEALED_WITH = ['document', 'revision', 'edit'] as const;

export const DOCUMENT_TABLES: readonly TableFacts[] = [
  {
    name: 'document',
    title: 'document',
    key: ['number'],
    isRestored: true,
    isSound: (row) => isSealed(row['workflow'], ...valuesOf(row, SEALED_WITH)),
  },
  {
    name: 'document_edit',
    title: 'edit',
    key: ['document', 'revision'],
    isRestored: true,
    isSound: (row) => isSealed(row['patch'], ...valuesOf(row, EDIT_SEALED_WITH)),
  },
];

/** The values of some columns, in order. */
export function valuesOf(row: Row, columns: readonly string[]): unknown[] {
  return columns.map((column) => row[column] ?? null);
}
