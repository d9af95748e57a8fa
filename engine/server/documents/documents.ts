/** Open documents: the workflows people edit, saved or not. Every edit is on disk before any client is told of it. */
import type { DocumentInfo, OpenDocument, Patch, Workflow } from '../../protocol/index.ts';

/** Thrown for an edit that cannot be made; the message is for the user. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused';
  /** Paths of the items the edit would create under names that are or were taken. */
  readonly clashes: readonly (readonly string[])[] | undefined;

  constructor(
    message: string,
    { clashes, ...options }: ErrorOptions & { readonly clashes?: readonly (readonly string[])[] } = {},
  ) {
    super(message, options);
    this.clashes = clashes;
  }
}

export interface SaveOptions {
  /** File to save to; default: the document's own. */
  readonly name?: string | undefined;
  /** Save even if the file was changed by somebody else, or belongs to another document. */
  readonly overwrite?: boolean | undefined;
}

export interface Documents {
  /** In the order they were opened. */
  list(): readonly DocumentInfo[];

  get(id: string): OpenDocument | undefined;

  /** The document of a saved workflow; opens it if it is not open. @throws HttpError 404 when there is no such file. */
  openFile(file: string): Promise<OpenDocument>;

  /**
   * Opens a new, unsaved document.
   * @throws HttpError 409 when too many are open, 413 when the workflow is too large.
   */
  openWorkflow(workflow: Workflow): OpenDocument;

  /**
   * Makes an edit: keeps it, then publishes `document-edited`. Does nothing for the id of an edit that was already
   * made.
   * @returns the document's revision.
   * @throws EditRefused when no such document is open, when the result would not be a valid workflow, and when the edit
   *   creates an item under a name that is or was taken.
   */
  applyEdit(id: string, edit: string, patch: Patch): number;

  /** The patch of an edit that was made; undefined when it was not made, or so long ago that it is forgotten. */
  madeEdit(id: string, edit: string): Patch | undefined;

  /**
   * Saves a document to a file. Other documents of that file become unsaved.
   * @throws HttpError 404; 409 `conflict` when the file was changed since it was opened or saved; 409 `exists` when the
   *   file belongs to another document; 422 for a missing or invalid name.
   */
  save(id: string, options: SaveOptions): Promise<DocumentInfo>;

  /** @throws HttpError 404 when no such document is open. */
  close(id: string): void;

  /** Must be called when a saved workflow is deleted: its documents become unsaved. */
  forgetFile(file: string): void;
}
