/** The open documents of this server, in memory and in the database. */
import { nanoid } from 'nanoid';
import { workflowSchema } from '../../workflow/schema.ts';
import type { ServerContext, ServerLimits } from '../context.ts';
import { HttpError, notFound } from '../http/errors.ts';
import { countNodes, isDeeper, MAX_DEPTH } from '../../workflow/limits.ts';
import {
  applyPatch,
  clashesOf,
  type DocumentInfo,
  type LiveEventBody,
  type OpenDocument,
  type Patch,
  usedAfter,
  type Workflow,
} from '../../protocol/index.ts';
import type { WorkflowFiles } from '../workflows/files.ts';
import { type Documents, EditRefused } from './documents.ts';
import { isSame } from './same.ts';
import { type DocumentState, DocumentStore, type SavedAs } from './store.ts';
import { touchedParts } from './touched.ts';

export interface DocumentsOptions {
  readonly database: ServerContext['database'];
  readonly files: WorkflowFiles;
  readonly limits: Pick<ServerLimits, 'nodes' | 'workflowBytes' | 'documents'>;
  readonly publish: (event: LiveEventBody) => unknown;
}

/** A document with what is known about it beside what is kept. */
interface Held extends DocumentState {
  /** Bytes as JSON: never less than it has. */
  readonly bytes: number;
}

export class OpenDocuments implements Documents {
  readonly #database: ServerContext['database'];
  readonly #files: WorkflowFiles;
  readonly #limits: DocumentsOptions['limits'];
  readonly #publish: (event: LiveEventBody) => unknown;
  readonly #store: DocumentStore;
  /** In the order they were opened. */
  readonly #open = new Map<string, Held>();

  constructor({ database, files, limits, publish }: DocumentsOptions) {
    this.#database = database;
    this.#files = files;
    this.#limits = limits;
    this.#publish = publish;
    this.#store = new DocumentStore(database);
    for (const state of this.#store.load()) this.#open.set(state.id, { ...state, bytes: bytesOf(state.workflow) });
  }

  list(): DocumentInfo[] {
    return [...this.#open.values()].map(infoOf);
  }

  get(id: string): OpenDocument | undefined {
    const document = this.#open.get(id);
    return document && openedOf(document);
  }

  async openFile(file: string): Promise<OpenDocument> {
    const already = this.#withFile(file);
    if (already) return openedOf(already);
    const { workflow, digest } = await this.#files.read(file);
    // Somebody else may have opened it meanwhile.
    return openedOf(this.#withFile(file) ?? this.#add(workflow, { file, base: digest, workflow }));
  }

  openWorkflow(workflow: Workflow): OpenDocument {
    return openedOf(this.#add(workflow, undefined));
  }

  applyEdit(id: string, edit: string, patch: Patch): number {
    const before = this.#open.get(id);
    if (!before) throw new EditRefused('The document is not open any more.');
    if (this.#store.made(id, edit)) return before.revision;
    const after = this.#edited(before, patch);
    this.#database.transaction(() => {
      this.#store.addEdit(after, edit, patch);
      this.#publish({ type: 'document-edited', document: id, revision: after.revision, edit, patch });
    });
    this.#open.set(id, after);
    return after.revision;
  }

  madeEdit(id: string, edit: string): Patch | undefined {
    return this.#store.made(id, edit);
  }

  async save(
    id: string,
    { name, overwrite = false }: { readonly name?: string | undefined; readonly overwrite?: boolean | undefined },
  ): Promise<DocumentInfo> {
    const { saved, workflow } = this.#existing(id);
    const file = name ?? saved?.file;
    if (file === undefined) throw new HttpError(422, 'name-missing', 'This document was never saved: it needs a name.');
    const expected = overwrite ? undefined : saved?.file === file ? { digest: saved.base } : { absent: true as const };
    const base = await this.#files.write(file, workflow, expected);
    for (const other of this.#open.values())
      if (other.id !== id && other.saved?.file === file) this.#change(other, undefined);
    // It may have been edited or closed meanwhile.
    const now = this.#open.get(id);
    if (!now) throw notFound(`open document "${id}": it was saved, and closed meanwhile`);
    const info = this.#change(now, { file, base, workflow });
    this.#publish({ type: 'changed', what: 'workflows' });
    return info;
  }

  close(id: string): void {
    this.#existing(id);
    this.#database.transaction(() => {
      this.#store.remove(id);
      this.#publish({ type: 'document-closed', document: id });
    });
    this.#open.delete(id);
  }

  /** Documents of a file that is no more were never saved. */
  forgetFile(file: string): void {
    for (const document of this.#open.values()) if (document.saved?.file === file) this.#change(document, undefined);
  }

  #add(workflow: Workflow, saved: SavedAs | undefined): Held {
    const { documents, workflowBytes } = this.#limits;
    if (this.#open.size >= documents)
      throw new HttpError(
        409,
        'too-many-documents',
        `${documents} documents are open, which is the most: close one first.`,
      );
    const bytes = bytesOf(workflow);
    if (bytes > workflowBytes)
      throw new HttpError(413, 'too-large', `The workflow has ${bytes} bytes; the most is ${workflowBytes}.`);
    const document: Held = {
      id: nanoid(12),
      revision: 0,
      workflow,
      used: new Set(),
      saved,
      modified: Date.now(),
      bytes,
    };
    this.#keep(document, { type: 'document-opened', document: infoOf(document) });
    return document;
  }

  /** Gives a document another file, or none, and tells everybody. */
  #change(document: Held, saved: SavedAs | undefined): DocumentInfo {
    const changed = { ...document, saved };
    const info = infoOf(changed);
    this.#keep(changed, { type: 'document-saved', document: info });
    return info;
  }

  #keep(document: Held, event: LiveEventBody): void {
    this.#database.transaction(() => {
      this.#store.put(document);
      this.#publish(event);
    });
    this.#open.set(document.id, document);
  }

  #edited(before: Held, patch: Patch): Held {
    if (patch.some(({ value }) => isDeeper(value, MAX_DEPTH)))
      throw new EditRefused(`A value nests more than ${MAX_DEPTH} levels deep.`);
    let workflow: Workflow;
    let clashes: ReturnType<typeof clashesOf>;
    try {
      clashes = clashesOf(before.workflow, patch, before.used);
      workflow = applyPatch(before.workflow, patch);
    } catch (error) {
      throw new EditRefused((error as Error).message, { cause: error });
    }
    if (clashes.length > 0)
      throw new EditRefused(`Something else has or had the name: ${clashes.map((path) => path.at(-1)).join(', ')}.`, {
        clashes,
      });
    const checked = workflowSchema.safeParse(touchedParts(workflow, patch));
    if (!checked.success)
      throw new EditRefused(
        checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
      );
    const used = usedAfter(before.used, before.workflow, workflow);
    return {
      ...before,
      workflow,
      used,
      bytes: this.#checkedSize(workflow, before.bytes + bytesOf(patch)),
      revision: before.revision + 1,
      modified: Date.now(),
    };
  }

  /** @param atMost bytes it can have; counted only when that is too many. */
  #checkedSize(workflow: Workflow, atMost: number): number {
    const { nodes, workflowBytes } = this.#limits;
    if (countNodes(workflow) > nodes) throw new EditRefused(`The workflow would have more than ${nodes} nodes.`);
    const bytes = atMost > workflowBytes ? bytesOf(workflow) : atMost;
    if (bytes > workflowBytes)
      throw new EditRefused(`The workflow would have ${bytes} bytes; the most is ${workflowBytes}.`);
    return bytes;
  }

  #existing(id: string): Held {
    const document = this.#open.get(id);
    if (!document) throw notFound(`open document "${id}"`);
    return document;
  }

  #withFile(file: string): Held | undefined {
    return [...this.#open.values()].find(({ saved }) => saved?.file === file);
  }
}

function infoOf({ id, revision, workflow, saved, modified }: DocumentState): DocumentInfo {
  return {
    id,
    revision,
    ...(saved ? { file: saved.file, base: saved.base } : {}),
    unsaved: !saved || !isSame(workflow, saved.workflow),
    name: workflow.name,
    modified,
  };
}

function openedOf(state: DocumentState): OpenDocument {
  return { ...infoOf(state), workflow: state.workflow, used: [...state.used] };
}

function bytesOf(json: unknown): number {
  return Buffer.byteLength(JSON.stringify(json));
}
