/** Problems, worded for the user. */

/** A problem of a workflow. */
export interface Issue {
  readonly code: string;
  /** Id of a node of the workflow. For a problem inside a subgraph, its instance; empty for the workflow as a whole. */
  readonly node: string;
  /** For a problem inside a subgraph, the node there: `instance:node`. */
  readonly inner?: string | undefined;
  readonly input?: string | undefined;
  readonly message: string;
}

/** The body of every HTTP answer that reports an error. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly issues?: readonly Issue[] | undefined };
}
