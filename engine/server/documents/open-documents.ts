/** The open documents of this server, in memory and in the database. */
import { nanoid } from 'nanoid';
import type { Database } from '../../jobs/sqlite/database.ts';
import type { DocumentInfo, LiveEventBody, OpenDocument, Patch, Workflow } from '../../protocol/index.ts';
import type { ServerLimits } from '../../host/server-options.ts';
import { HttpError, notFound } from '../http/errors.ts';
import type { WorkflowFiles } from '../workflows/files.ts';
import { type Documents, EditRefused, type SaveOptions } from './documents.ts';
import { editDocument } from './edit.ts';
import { bytesOf, type HeldDocument, infoOf, openedOf } from './held-document.ts';
import { DocumentStore, type SavedAs } from './store.ts';

export interface DocumentsOptions {
  readonly database: Database;
  readonly files: WorkflowFiles;
  readonly limits: Pick<ServerLimits, 'nodes' | 'workflowBytes' | 'documents'>;
  readonly publish: (event: LiveEventBody) => unknown;
  /** Called with messages for the operator; default: nobody is told. */
  readonly say?: (message: string) => void;
}

export class OpenDocuments implements Documents {
  readonly #options: DocumentsOptions;
  readonly #store: DocumentStore;
  /** In the order they were opened. */
  readonly #open = new Map<string, HeldDocument>();

  constructor(options: DocumentsOptions) {
    this.#options = options;
    this.#store = new DocumentStore(options.database);
    for (const state of this.#store.load(options.say))
      this.#open.set(state.id, { ...state, bytes: bytesOf(state.workflow) });
  }

  list(): DocumentInfo[] {
    return [...this.#open.values()].map(infoOf);
  }

  get(id: string): OpenDocument | undefined {
    const document = this.#open.get(id);
    return document && openedOf(document);
  }

  async openFile(file: string): Promise<OpenDocument> {
    const open = this.#withFile(file);
    if (open) return openedOf(open);
    const { workflow, digest } = await this.#options.files.read(file);
    // Another client may have opened the file meanwhile.
    return openedOf(this.#withFile(file) ?? this.#add(workflow, { file, base: digest, workflow }));
  }

  openWorkflow(workflow: Workflow): OpenDocument {
    return openedOf(this.#add(workflow, undefined));
  }

  applyEdit(id: string, edit: string, patch: Patch): number {
    const before = this.#open.get(id);
    if (!before) throw new EditRefused('The document is no longer open.');
    if (this.#store.made(id, edit)) return before.revision;
    const after = editDocument(before, patch, this.#options.limits);
    this.#options.database.transaction(() => {
      this.#store.addEdit(after, edit, patch);
      this.#options.publish({ type: 'document-edited', document: id, revision: after.revision, edit, patch });
    });
    this.#open.set(id, after);
    return after.revision;
  }

  madeEdit(id: string, edit: string): Patch | undefined {
    return this.#store.made(id, edit);
  }

  async save(id: string, { name, overwrite = false }: SaveOptions): Promise<DocumentInfo> {
    const { saved, workflow } = this.#existing(id);
    const file = name ?? saved?.file;
    if (file === undefined) throw new HttpError(422, 'name-missing', 'This document was never saved: it needs a name.');
    const ownFile = saved?.file === file ? { digest: saved.base } : { absent: true as const };
    const base = await this.#options.files.write(file, workflow, overwrite ? undefined : ownFile);
    for (const other of this.#open.values())
      if (other.id !== id && other.saved?.file === file) this.#setFile(other, undefined);
    // The document may have been edited or closed meanwhile.
    const now = this.#open.get(id);
    if (!now) throw notFound(`open document "${id}": it was saved, and closed meanwhile`);
    const info = this.#setFile(now, { file, base, workflow });
    this.#options.publish({ type: 'changed', what: 'workflows' });
    return info;
  }

  close(id: string): void {
    this.#existing(id);
    this.#options.database.transaction(() => {
      this.#store.remove(id);
      this.#options.publish({ type: 'document-closed', document: id });
    });
    this.#open.delete(id);
  }

  forgetFile(file: string): void {
    for (const document of this.#open.values()) if (document.saved?.file === file) this.#setFile(document, undefined);
  }

  #add(workflow: Workflow, saved: SavedAs | undefined): HeldDocument {
    const { documents, workflowBytes } = this.#options.limits;
    if (this.#open.size >= documents)
      throw new HttpError(
        409,
        'too-many-documents',
        `${documents} documents are open, which is the limit: close one first.`,
      );
    const bytes = bytesOf(workflow);
    if (bytes > workflowBytes)
      throw new HttpError(413, 'too-large', `The workflow has ${bytes} bytes; the most is ${workflowBytes}.`);
    const [id, modified] = [nanoid(12), Date.now()];
    const document: HeldDocument = { id, revision: 0, workflow, used: new Set(), saved, modified, bytes };
    this.#keep(document, { type: 'document-opened', document: infoOf(document) });
    return document;
  }

  /** Binds a document to another file, or to none. */
  #setFile(document: HeldDocument, saved: SavedAs | undefined): DocumentInfo {
    const changed = { ...document, saved };
    const info = infoOf(changed);
    this.#keep(changed, { type: 'document-saved', document: info });
    return info;
  }

  #keep(document: HeldDocument, event: LiveEventBody): void {
    this.#options.database.transaction(() => {
      this.#store.put(document);
      this.#options.publish(event);
    });
    this.#open.set(document.id, document);
  }

  #existing(id: string): HeldDocument {
    const document = this.#open.get(id);
    if (!document) throw notFound(`open document "${id}"`);
    return document;
  }

  #withFile(file: string): HeldDocument | undefined {
    return [...this.#open.values()].find(({ saved }) => saved?.file === file);
  }
}
