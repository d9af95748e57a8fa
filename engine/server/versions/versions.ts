/**
 * Versions of documents: kept before a run, when a document is saved or closed, and after some minutes of editing. They
 * belong to the document's file, so they are there when it is opened again; without a file they end with the document.
 */
import type { Database } from '../../jobs/sqlite/database.ts';
import { migrate } from '../../jobs/sqlite/migrate.ts';
import { seal, unseal } from '../../jobs/sqlite/sealed.ts';
import type {
  DocumentInfo,
  DocumentVersion,
  LiveEventBody,
  RunRecord,
  VersionDetail,
  Workflow,
} from '../../protocol/index.ts';
import type { Documents } from '../documents/documents.ts';
import { isSame } from '../documents/same.ts';
import { HttpError, notFound } from '../http/errors.ts';
import { type StatementsOfVersions, versionStatements, type VersionRow } from './statements.ts';
import { VERSION_MIGRATIONS } from './tables.ts';
import { superfluous } from './thinning.ts';

/** Milliseconds of editing after which a state is kept. */
const INTERVAL = 5 * 60_000;
/** Named versions of one document, at most. */
const MOST_NAMED = 100;

export class Versions {
  readonly #database: Database;
  readonly #documents: () => Pick<Documents, 'get'>;
  readonly #sql: StatementsOfVersions;
  /** Time of the last version by subject, in milliseconds since the epoch. */
  readonly #last = new Map<string, number>();

  constructor(database: Database, documents: () => Pick<Documents, 'get'>) {
    migrate(database, VERSION_MIGRATIONS);
    this.#database = database;
    this.#documents = documents;
    this.#sql = versionStatements(database);
  }

  /** Follows what becomes of documents. Of an edit it is told while the document is still as before. */
  heard(event: LiveEventBody): void {
    if (event.type === 'document-edited') this.#edited(event.document);
    else if (event.type === 'document-saved') {
      this.#saved(event.document);
    } else if (event.type === 'document-closed') this.#closed(event.document);
  }

  /** A run was queued, moved, started or ended. */
  changed({ id, document, state, files }: RunRecord): void {
    if (document === undefined) return;
    if (state === 'queued' && !this.#sql.ofRun.get(id)) {
      const kept = this.#keep(document);
      if (kept !== undefined) this.#sql.setRun.run(id, kept);
    }
    const picture = files.find(({ folder }) => folder === 'output') ?? files.at(-1);
    if (state === 'done' && picture) this.#sql.setPicture.run(picture.url, id);
  }

  /** The latest first. @throws HttpError 404 */
  list(document: string): DocumentVersion[] {
    return this.#sql.list.all(this.#subject(document)).map(versionOf);
  }

  /** @throws HttpError 404; DamagedRecord. */
  get(document: string, version: number): VersionDetail {
    const row = this.#existing(document, version);
    return { ...versionOf(row), workflow: workflowOf(row) };
  }

  /**
   * Keeps the present state. A state that is the latest version already is not kept again, only named.
   * @throws HttpError 404; 409 `too-many-versions`.
   */
  add(document: string, name: string | undefined): DocumentVersion {
    const subject = this.#subject(document);
    if (name !== undefined) this.#checkNamed(subject);
    const number = this.#keep(document);
    const row = number === undefined ? undefined : this.#sql.one.get(number, subject);
    if (!row) throw notFound(`open document "${document}"`);
    if (name === undefined) return versionOf(row);
    if (row.name === null) return this.rename(document, row.number, name);
    // The same state under a second name: the first name stays.
    return this.rename(document, this.#insert(subject, workflowOf(row)), name);
  }

  /** @param name undefined to take the name away. @throws HttpError 404; 409 `too-many-versions`. */
  rename(document: string, version: number, name: string | undefined): DocumentVersion {
    const row = this.#existing(document, version);
    if (name !== undefined && row.name === null) this.#checkNamed(row.subject);
    this.#sql.rename.run(name ?? null, version);
    return versionOf({ ...row, name: name ?? null });
  }

  /** @throws HttpError 404 */
  remove(document: string, version: number): void {
    this.#sql.remove.run(this.#existing(document, version).number);
  }

  /**
   * A saved workflow was deleted. Its open document, which has no file then, keeps the versions; else they end with the
   * file, or another file of that name would have them.
   */
  fileDeleted(file: string, document: string | undefined): void {
    const subject = subjectOf({ id: '', file });
    if (document === undefined) this.#sql.removeAll.run(subject);
    else this.#sql.move.run(document, subject);
    this.#last.delete(subject);
  }

  #edited(id: string): void {
    const document = this.#documents().get(id);
    const last = document && this.#lastOf(subjectOf(document));
    if (last !== undefined && Date.now() - last >= INTERVAL) this.#keep(id);
  }

  /** The document still has its old file when this is told. */
  #saved({ id, file }: DocumentInfo): void {
    const subject = subjectOf({ id, file });
    if (subject !== id) this.#sql.move.run(subject, id);
    const workflow = this.#documents().get(id)?.workflow;
    if (workflow) this.#keepState(subject, workflow);
  }

  #closed(id: string): void {
    const file = this.#documents().get(id)?.file;
    if (file === undefined) this.#sql.removeAll.run(id);
    else this.#keep(id);
    this.#last.delete(id);
  }

  /** @returns the number of the version that holds the document's state; undefined for one that is not open. */
  #keep(id: string): number | undefined {
    const document = this.#documents().get(id);
    return document && this.#keepState(subjectOf(document), document.workflow);
  }

  #keepState(subject: string, workflow: Workflow): number {
    const latest = this.#sql.latest.get(subject);
    return latest && isStateOf(latest, workflow) ? latest.number : this.#insert(subject, workflow);
  }

  #insert(subject: string, workflow: Workflow): number {
    const time = Date.now();
    this.#database.transaction(() => {
      this.#sql.insert.run(subject, time, seal(workflow, time));
      for (const number of superfluous(this.#sql.unnamed.all(subject), time)) this.#sql.remove.run(number);
    });
    this.#last.set(subject, time);
    return this.#sql.latest.get(subject)?.number ?? 0;
  }

  #lastOf(subject: string): number {
    const last = this.#last.get(subject) ?? this.#sql.latest.get(subject)?.time ?? 0;
    this.#last.set(subject, last);
    return last;
  }

  #checkNamed(subject: string): void {
    if ((this.#sql.countNamed.get(subject)?.count ?? 0) < MOST_NAMED) return;
    const message = `${MOST_NAMED} versions of this document have names, which is the limit: delete one first.`;
    throw new HttpError(409, 'too-many-versions', message);
  }

  #existing(document: string, version: number): VersionRow {
    const row = this.#sql.one.get(version, this.#subject(document));
    if (!row) throw notFound(`version ${version} of this document`);
    return row;
  }

  #subject(id: string): string {
    const document = this.#documents().get(id);
    if (!document) throw notFound(`open document "${id}"`);
    return subjectOf(document);
  }
}

/** A document id holds no space, so no file has the subject of another document. */
function subjectOf({ id, file }: Pick<DocumentInfo, 'id' | 'file'>): string {
  return file === undefined ? id : `file ${file}`;
}

function versionOf({ number, time, name, picture }: VersionRow): DocumentVersion {
  return {
    id: number,
    time,
    ...(name === null ? {} : { name }),
    ...(picture === null ? {} : { picture }),
  };
}

/** @throws DamagedRecord */
function workflowOf({ workflow, time, number }: VersionRow): Workflow {
  return unseal(workflow, `version ${number}`, time) as Workflow;
}

/** False for a version that is damaged on the disk. */
function isStateOf(row: VersionRow, workflow: Workflow): boolean {
  try {
    return isSame(workflowOf(row), workflow);
  } catch {
    return false;
  }
}
