/** Saved workflows (/api/workflows) and the workflows that ship (/api/templates). */
import type { Workflow } from '../workflow/schema.ts';

/** An entry of the list of saved workflows: GET /api/workflows */
export interface SavedWorkflow {
  /** File name without `.json`. */
  readonly name: string;
  /** Hexadecimal SHA-256 of the file's bytes; sent as If-Match when the workflow is saved again. */
  readonly digest: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** A workflow that ships: GET /api/templates */
export interface Template {
  readonly name: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Address of a picture of the workflow. */
  readonly picture: string;
  /** The picture is a drawing of the graph, not a result. */
  readonly drawing?: boolean | undefined;
  readonly workflow: Workflow;
}
