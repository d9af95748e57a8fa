/**
 * Documents in the database: a snapshot of each, and the edits since. An edit is one small row, however large the
 * workflow is. Ids of edits are remembered, so an edit that is sent again after a lost connection is made once.
 */
import type { Database } from '../../jobs/sqlite/database.ts';
import { migrate } from '../../jobs/sqlite/migrate.ts';
import { applyPatch, type Patch, usedAfter, type UsedNames, type Workflow } from '../../protocol/index.ts';
import { DOCUMENT_MIGRATIONS } from './migrations.ts';

/** A snapshot is written after this many edits. */
const EDITS_PER_SNAPSHOT = 200;
/** Edits that are remembered of each document, the latest. */
const REMEMBERED = 1000;

/** The file a document came from or was saved to, and the content both had when they were last equal. */
export interface SavedAs {
  readonly file: string;
  /** Digest of the file. */
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

interface DocumentRow {
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
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: Database) {
    this.#database = database;
    migrate(database, DOCUMENT_MIGRATIONS);
    this.#sql = statements(database);
  }

  /** All documents, in the order they were opened. */
  load(): DocumentState[] {
    return this.#sql.all.all().map((row) => this.#sql.edits.all(row.id, row.revision).reduce(withEdit, stateOf(row)));
  }

  /** Writes a snapshot. */
  put({ id, revision, workflow, used, saved, modified }: DocumentState): void {
    this.#sql.put.run(
      id,
      revision,
      JSON.stringify(workflow),
      saved?.file ?? null,
      saved?.base ?? null,
      saved ? JSON.stringify(saved.workflow) : null,
      modified,
      JSON.stringify([...used]),
    );
    this.#sql.forgetEdits.run(id, revision - REMEMBERED);
  }

  /** @param state after the edit. */
  addEdit(state: DocumentState, edit: string, patch: Patch): void {
    this.#database.transaction(() => {
      this.#sql.addEdit.run(state.id, state.revision, edit, JSON.stringify(patch), state.modified);
      if (state.revision % EDITS_PER_SNAPSHOT === 0) this.put(state);
    });
  }

  /** The patch of an edit that was made and is remembered. */
  made(id: string, edit: string): Patch | undefined {
    const row = this.#sql.edit.get(id, edit);
    return row && (JSON.parse(row.patch) as Patch);
  }

  remove(id: string): void {
    this.#database.transaction(() => {
      this.#sql.remove.run(id);
      this.#sql.removeEdits.run(id);
    });
  }
}

function stateOf({ id, revision, workflow, file, base, saved, modified, used }: DocumentRow): DocumentState {
  const hasFile = file !== null && base !== null && saved !== null;
  return {
    id,
    revision,
    workflow: JSON.parse(workflow) as Workflow,
    used: new Set(JSON.parse(used) as string[]),
    saved: hasFile ? { file, base, workflow: JSON.parse(saved) as Workflow } : undefined,
    modified,
  };
}

function withEdit(before: DocumentState, { revision, patch, modified }: EditRow): DocumentState {
  const workflow = applyPatch(before.workflow, JSON.parse(patch) as Patch);
  return { ...before, revision, modified, workflow, used: usedAfter(before.used, before.workflow, workflow) };
}

const PUT = `INSERT INTO document (id, revision, workflow, file, base, saved, modified, used)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, workflow = excluded.workflow, file = excluded.file,
    base = excluded.base, saved = excluded.saved, modified = excluded.modified, used = excluded.used`;

const EDITS = `SELECT revision, patch, modified FROM document_edit
  WHERE document = ? AND revision > ? ORDER BY revision`;

function statements(database: Database) {
  return {
    all: database.prepare<DocumentRow>('SELECT * FROM document ORDER BY number'),
    put: database.prepare(PUT),
    remove: database.prepare('DELETE FROM document WHERE id = ?'),
    edits: database.prepare<EditRow>(EDITS),
    edit: database.prepare<Pick<EditRow, 'patch'>>('SELECT patch FROM document_edit WHERE document = ? AND edit = ?'),
    addEdit: database.prepare('INSERT INTO document_edit VALUES (?, ?, ?, ?, ?)'),
    forgetEdits: database.prepare('DELETE FROM document_edit WHERE document = ? AND revision <= ?'),
    removeEdits: database.prepare('DELETE FROM document_edit WHERE document = ?'),
  };
}
