/** The open documents: what people edit, saved or not. Every edit is on disk before anybody is told of it. */
import type { DocumentInfo, OpenDocument, Patch, Workflow } from '../../protocol/index.ts';

/** Thrown for an edit that cannot be made; the message is for people. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused';
  /** Paths of what it would make anew, when something is or was there. */
  readonly clashes: readonly (readonly string[])[] | undefined;

  constructor(
    message: string,
    { clashes, ...options }: ErrorOptions & { readonly clashes?: readonly (readonly string[])[] } = {},
  ) {
    super(message, options);
    this.clashes = clashes;
  }
}

export interface Documents {
  /** In the order they were opened. */
  list(): readonly DocumentInfo[];
  get(id: string): OpenDocument | undefined;
  /** The document that has a saved workflow open; a new one otherwise. @throws HttpError 404 when there is no such file. */
  openFile(file: string): Promise<OpenDocument>;
  /** A new document that was never saved. @throws HttpError 409 when there are too many. */
  openWorkflow(workflow: Workflow): OpenDocument;
  /**
   * Makes an edit: keeps it, then tells everybody (`document-edited`). An edit id that was made before changes nothing.
   * @returns the document's revision.
   * @throws EditRefused when there is no such document, it would be no workflow afterwards, or what it makes anew has a name that something has or had.
   */
  applyEdit(id: string, edit: string, patch: Patch): number;
  /** The patch an edit was made with; undefined when it was not made, or so long ago that it is forgotten. */
  madeEdit(id: string, edit: string): Patch | undefined;
  /** See editor/client/api.ts. @throws HttpError 404, 409 `conflict`, 409 `exists`, 422. */
  save(
    id: string,
    options: { readonly name?: string | undefined; readonly overwrite?: boolean | undefined },
  ): Promise<DocumentInfo>;
  /** @throws HttpError 404 when it is not open. */
  close(id: string): void;
  /** A saved workflow was deleted: documents of it were never saved. */
  forgetFile(file: string): void;
}
