/**
 * Documents in the database: a snapshot of each, and the edits since. An edit is one small row, however large the workflow is;
 * ids of edits are remembered, so that one that is sent again after a lost connection is one edit.
 */
import type { Database } from '../../jobs/sqlite/database.ts';
import { migrate, type Migration } from '../../jobs/sqlite/migrate.ts';
import { applyPatch, type Patch, usedAfter, type UsedNames, type Workflow } from '../../protocol/index.ts';

export const DOCUMENT_MIGRATIONS: readonly Migration[] = [
  {
    name: 'documents-1',
    // `saved` is the workflow when it was last the same as the file. Rows of edits with a revision above the snapshot's are to be made.
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
    // Names of what is gone, a JSON list; see UsedNames. What went before this step is not among them.
    sql: `ALTER TABLE document ADD COLUMN used TEXT NOT NULL DEFAULT '[]'`,
  },
];

/** Edits after which a document is written as a whole. */
const EDITS_A_SNAPSHOT = 200;
/** Edits that are remembered, the latest of each document. */
const REMEMBERED = 1000;

/** The file a document came from or was saved to, and what both held when they were last the same. */
export interface SavedAs {
  readonly file: string;
  readonly base: string;
  readonly workflow: Workflow;
}

export interface DocumentState {
  readonly id: string;
  readonly revision: number;
  readonly workflow: Workflow;
  readonly used: UsedNames;
  readonly saved: SavedAs | undefined;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly workflow: string;
  readonly file: string | null;
  readonly base: string | null;
  readonly saved: string | null;
  readonly modified: number;
  readonly used: string;
}

interface EditRow {
  readonly revision: number;
  readonly patch: string;
  readonly modified: number;
}

export class DocumentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    migrate(database, DOCUMENT_MIGRATIONS);
  }

  /** In the order they were opened. */
  load(): DocumentState[] {
    const rows = this.#database.prepare<Row>('SELECT * FROM document ORDER BY number').all();
    const edits = this.#database.prepare<EditRow>(
      'SELECT revision, patch, modified FROM document_edit WHERE document = ? AND revision > ? ORDER BY revision',
    );
    return rows.map((row) => {
      const state: DocumentState = {
        id: row.id,
        revision: row.revision,
        workflow: JSON.parse(row.workflow) as Workflow,
        used: new Set(JSON.parse(row.used) as string[]),
        saved:
          row.file === null || row.base === null || row.saved === null
            ? undefined
            : { file: row.file, base: row.base, workflow: JSON.parse(row.saved) as Workflow },
        modified: row.modified,
      };
      return edits.all(row.id, row.revision).reduce<DocumentState>((before, { revision, patch, modified }) => {
        const workflow = applyPatch(before.workflow, JSON.parse(patch) as Patch);
        return { ...before, revision, modified, workflow, used: usedAfter(before.used, before.workflow, workflow) };
      }, state);
    });
  }

  /** Writes a document as a whole. */
  put({ id, revision, workflow, used, saved, modified }: DocumentState): void {
    this.#database
      .prepare(`
      INSERT INTO document (id, revision, workflow, file, base, saved, modified, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, workflow = excluded.workflow, file = excluded.file, base = excluded.base, saved = excluded.saved, modified = excluded.modified, used = excluded.used
    `)
      .run(
        id,
        revision,
        JSON.stringify(workflow),
        saved?.file ?? null,
        saved?.base ?? null,
        saved ? JSON.stringify(saved.workflow) : null,
        modified,
        JSON.stringify([...used]),
      );
    this.#database
      .prepare('DELETE FROM document_edit WHERE document = ? AND revision <= ?')
      .run(id, revision - REMEMBERED);
  }

  /** @param state after the edit. */
  addEdit(state: DocumentState, edit: string, patch: Patch): void {
    this.#database.transaction(() => {
      this.#database
        .prepare('INSERT INTO document_edit VALUES (?, ?, ?, ?, ?)')
        .run(state.id, state.revision, edit, JSON.stringify(patch), state.modified);
      if (state.revision % EDITS_A_SNAPSHOT === 0) this.put(state);
    });
  }

  /** The patch of an edit that was made; undefined for any other. */
  made(id: string, edit: string): Patch | undefined {
    const row = this.#database
      .prepare<Pick<EditRow, 'patch'>>('SELECT patch FROM document_edit WHERE document = ? AND edit = ?')
      .get(id, edit);
    return row && (JSON.parse(row.patch) as Patch);
  }

  remove(id: string): void {
    this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM document WHERE id = ?').run(id);
      this.#database.prepare('DELETE FROM document_edit WHERE document = ?').run(id);
    });
  }
}
