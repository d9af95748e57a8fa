/** Node types and models a workflow can use. */
import type { InputDefinition } from '../graph/input.ts';

export interface CatalogueOutput {
  readonly socket: { readonly name: string };
  readonly title?: string | undefined;
  readonly tooltip?: string | undefined;
}

/** A node definition without its code. */
export interface CatalogueNode {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  /** A root of the run: it is computed even if no node uses its outputs. */
  readonly terminal: boolean;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly outputs: Readonly<Record<string, CatalogueOutput>>;
}

/** GET /api/catalogue */
export interface Catalogue {
  readonly nodes: readonly CatalogueNode[];
}

/** Names of the models in the model folders: GET /api/models */
export interface Models {
  readonly checkpoints: readonly string[];
  readonly controlNets: readonly string[];
}
