/** Versions of a document: states that the server keeps while people edit. See /api/documents/ID/versions. */
import type { Workflow } from '../workflow/schema.ts';

export interface DocumentVersion {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Given by the user. Versions without a name are kept by the server, fewer the older they are. */
  readonly name?: string | undefined;
  /** Address of a picture that a run of this state made. */
  readonly picture?: string | undefined;
}

/** GET /api/documents/ID/versions/ID */
export interface VersionDetail extends DocumentVersion {
  readonly workflow: Workflow;
}
