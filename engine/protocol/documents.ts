/** Documents: the workflows open in the editor, saved or not. They outlive tabs and the server. See /api/documents. */
import type { Workflow } from '../workflow/schema.ts';

export interface DocumentInfo {
  readonly id: string;
  /** Number of edits made so far. */
  readonly revision: number;
  /** Name of the saved workflow the document was opened from or last saved to. */
  readonly file?: string | undefined;
  /** Digest of that file when file and document were last equal. */
  readonly base?: string | undefined;
  /** Whether the document differs from its file, or was never saved. */
  readonly unsaved: boolean;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** GET /api/documents/:id */
export interface OpenDocument extends DocumentInfo {
  readonly workflow: Workflow;
  /** Names of deleted items (see UsedNames). A new item never reuses one. Later deletions reach clients as edits. */
  readonly used: readonly string[];
}
