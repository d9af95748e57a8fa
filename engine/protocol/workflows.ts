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

/** A node of one's own: GET /api/own-nodes */
export interface OwnNode {
  /** File name without `.json`. */
  readonly name: string;
  /** One instance of a subgraph, with the definitions that it needs. */
  readonly workflow: Workflow;
}

/** Lists of templates show these in this order. */
export type TemplateCategory = 'create' | 'edit' | 'control' | 'repair' | 'fast' | 'layers';

/** A model that the server lacks, and the ways to get it. */
export interface MissingModel {
  /** As in the input that names it, such as `checkpoint` or `lora`. */
  readonly kind: string;
  readonly name: string;
  /** Folder of a place for models that it belongs into. */
  readonly folder: string;
  /** The command that gets it. */
  readonly command?: string | undefined;
  /** Address of a page that has it. */
  readonly page?: string | undefined;
}

/** A workflow that ships, fitted to the models of the server: GET /api/templates */
export interface Template {
  readonly name: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Address of a picture of the workflow. */
  readonly picture: string;
  /** The picture is a drawing of the graph, not a result. */
  readonly drawing?: boolean | undefined;
  readonly category: TemplateCategory;
  /** Models that it names and the server lacks. None: it runs now. */
  readonly missing: readonly MissingModel[];
  /** Models that it was made for and the server lacks. It runs without them, and does less. */
  readonly suits: readonly MissingModel[];
  readonly workflow: Workflow;
}
