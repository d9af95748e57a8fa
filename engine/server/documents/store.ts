/**
 * Documents in the database: a snapshot of each, and the edits since. An edit is one small row, however large the
 * workflow is. Ids of edits are remembered, so an edit that is sent again after a lost connection is made once.
 */
import type { Database } from '../../jobs/sqlite/database.ts';
import { migrate } from '../../jobs/sqlite/migrate.ts';
import { applyPatch, type Patch, usedAfter, type UsedNames, type Workflow } from '../../protocol/index.ts';
import { seal, unseal } from '../../jobs/sqlite/sealed.ts';
import { DOCUMENT_MIGRATIONS } from './migrations.ts';
import { SEALED_WITH, valuesOf } from './tables.ts';

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
  readonly edit: string;
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

  /**
   * All documents, in the order they were opened. One that is damaged on the disk is loaded as far as it can be, or
   * left out.
   * @param say called with a sentence for each of these.
   */
  load(say: (message: string) => void = () => {}): DocumentState[] {
    return this.#sql.all.all().flatMap((row) => {
      const snapshot = stateOf(row, say);
      return snapshot ? [this.#withEdits(snapshot, say)] : [];
    });
  }

  /** Writes a snapshot. */
  put({ id, revision, workflow, used, saved, modified }: DocumentState): void {
    const row = {
      id,
      revision,
      file: saved?.file ?? null,
      base: saved?.base ?? null,
      saved: saved ? JSON.stringify(saved.workflow) : null,
      modified,
      used: JSON.stringify([...used]),
    };
    const sealed = seal(workflow, ...valuesOf(row, SEALED_WITH));
    this.#sql.put.run(id, revision, sealed, row.file, row.base, row.saved, modified, row.used);
    this.#sql.forgetEdits.run(id, revision - REMEMBERED);
  }

  /** @param state after the edit. */
  addEdit(state: DocumentState, edit: string, patch: Patch): void {
    this.#database.transaction(() => {
      const sealed = seal(patch, state.id, state.revision, edit);
      this.#sql.addEdit.run(state.id, state.revision, edit, sealed, state.modified);
      if (state.revision % EDITS_PER_SNAPSHOT === 0) this.put(state);
    });
  }

  /** The patch of an edit that was made and is remembered. */
  made(id: string, edit: string): Patch | undefined {
    const row = this.#sql.edit.get(id, edit);
    return row && patchOf({ document: id, edit, ...row });
  }

  /** Makes the edits since the snapshot, up to the first that is missing or damaged; those behind it are dropped. */
  #withEdits(snapshot: DocumentState, say: (message: string) => void): DocumentState {
    const edits = this.#sql.edits.all(snapshot.id, snapshot.revision);
    let state = snapshot;
    try {
      for (const edit of edits) state = withEdit(state, edit);
      return state;
    } catch (error) {
      const lost = edits.length - (state.revision - snapshot.revision);
      const name = JSON.stringify(state.workflow.name);
      say(`The document ${name} lost its last ${lost} edits: ${(error as Error).message}`);
      this.#sql.dropEdits.run(state.id, state.revision);
      return state;
    }
  }

  remove(id: string): void {
    this.#database.transaction(() => {
      this.#sql.remove.run(id);
      this.#sql.removeEdits.run(id);
    });
  }
}

/** Undefined for a snapshot that is damaged, and has no saved workflow to begin from. */
function stateOf(row: DocumentRow, say: (message: string) => void): DocumentState | undefined {
  const { id, revision, file, base, saved, modified, used } = row;
  try {
    const workflow = unseal(row.workflow, 'the document', ...valuesOf({ ...row }, SEALED_WITH)) as Workflow;
    const hasFile = file !== null && base !== null && saved !== null;
    return {
      id,
      revision,
      workflow,
      used: new Set(JSON.parse(used) as string[]),
      saved: hasFile ? { file, base, workflow: JSON.parse(saved) as Workflow } : undefined,
      modified,
    };
  } catch {
    const where = file === null ? 'It was never saved.' : `Its saved workflow "${file}" is still there: open that.`;
    say(`An open document (${id}) is damaged on the disk and could not be opened. ${where}`);
    return undefined;
  }
}

/** @throws Error when the edit is not the next one, or is damaged on the disk. */
function withEdit(before: DocumentState, row: EditRow): DocumentState {
  const { revision, modified } = row;
  if (revision !== before.revision + 1) throw new Error(`edit ${before.revision + 1} is missing.`);
  const workflow = applyPatch(before.workflow, patchOf({ ...row, document: before.id }));
  return { ...before, revision, modified, workflow, used: usedAfter(before.used, before.workflow, workflow) };
}

/** @throws DamagedRecord */
function patchOf({
  document,
  revision,
  edit,
  patch,
}: Omit<EditRow, 'modified'> & { readonly document: string }): Patch {
  return unseal(patch, `edit ${revision}`, document, revision, edit) as Patch;
}

const PUT = `INSERT INTO document (id, revision, workflow, file, base, saved, modified, used)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, workflow = excluded.workflow, file = excluded.file,
    base = excluded.base, saved = excluded.saved, modified = excluded.modified, used = excluded.used`;

const EDITS = `SELECT revision, edit, patch, modified FROM document_edit
  WHERE document = ? AND revision > ? ORDER BY revision`;

function statements(database: Database) {
  return {
    all: database.prepare<DocumentRow>('SELECT * FROM document ORDER BY number'),
    put: database.prepare(PUT),
    remove: database.prepare('DELETE FROM document WHERE id = ?'),
    edits: database.prepare<EditRow>(EDITS),
    edit: database.prepare<Pick<EditRow, 'revision' | 'patch'>>(
      'SELECT revision, patch FROM document_edit WHERE document = ? AND edit = ?',
    ),
    addEdit: database.prepare('INSERT INTO document_edit VALUES (?, ?, ?, ?, ?)'),
    forgetEdits: database.prepare('DELETE FROM document_edit WHERE document = ? AND revision <= ?'),
    dropEdits: database.prepare('DELETE FROM document_edit WHERE document = ? AND revision > ?'),
    removeEdits: database.prepare('DELETE FROM document_edit WHERE document = ?'),
  };
}
