/** The tables of documents, as steps of the schema. */
import type { Migration } from '../../jobs/sqlite/migrate.ts';

export const DOCUMENT_MIGRATIONS: readonly Migration[] = [
  {
    name: 'documents-1',
    // `workflow` is a snapshot; edits with a higher revision than the document row are applied on top of it.
    // `saved` is the workflow when document and file were last equal.
    sql: `
      CREATE TABLE document (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        workflow TEXT NOT NULL,
        file TEXT,
        base TEXT,
        saved TEXT,
        modified INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE document_edit (
        document TEXT NOT NULL,
        revision INTEGER NOT NULL,
        edit TEXT NOT NULL,
        patch TEXT NOT NULL,
        modified INTEGER NOT NULL,
        PRIMARY KEY (document, revision)
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX document_edit_id ON document_edit (document, edit);
    `,
  },
  {
    name: 'documents-2',
    // A JSON list of the names of deleted items; see UsedNames. Items deleted before this step are not in it.
    sql: `ALTER TABLE document ADD COLUMN used TEXT NOT NULL DEFAULT '[]'`,
  },
];
