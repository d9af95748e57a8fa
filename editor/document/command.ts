/** A named change of a document, and the edit that carries it to the server. */
import type { Patch } from '../../engine/protocol/index.ts';

export interface Command {
  /** Shown in the history, such as "Move 3 nodes". */
  readonly name: string;
  readonly patch: Patch;
  /**
   * Consecutive commands with the same key become one step of the history, for example those of a drag or of typing.
   */
  readonly merge?: string | undefined;
  /** Whether nothing may be moved out of the way, because the command brings back an earlier state. */
  readonly isExact?: true | undefined;
  /** Keys of the items to select afterwards; see selection.ts. Default: the selection stays. */
  readonly select?: readonly string[] | undefined;
}

/** Where a command was made: undo shows that place, and names in `select` are names there. */
export interface CommandPlace {
  /** Ids of the instances of subgraphs that were entered, outermost first. */
  readonly path: readonly string[];
  /** Name of the innermost subgraph; undefined in the workflow itself. */
  readonly subgraph: string | undefined;
}

export interface Edit {
  /** Unique id. The server makes an edit of one id only once. */
  readonly edit: string;
  readonly patch: Patch;
}
