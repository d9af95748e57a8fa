/** Runs as clients see them: /api/runs. */
import type { NodeFailure, RunStatus } from '../run/events.ts';
import type { Workflow } from '../workflow/schema.ts';
import type { Activities } from './activity.ts';
import type { PictureFile } from './pictures.ts';
import type { InnerNode } from './workflow-node.ts';

/** POST /api/runs */
export interface RunRequest {
  /**
   * A new id that the client chooses. A request with the id of a run that is there gives that run, and queues it again
   * if it failed or was cancelled: a client that got no answer may send its request again.
   */
  readonly id?: string | undefined;
  /** Names the client. Runs of several clients take turns, unless they have access tokens of their own. */
  readonly client?: string | undefined;
  readonly document?: string | undefined;
  readonly workflow: Workflow;
  /** Nodes to compute; default: all terminal nodes. */
  readonly targets?: readonly string[] | undefined;
  /** Put the run ahead of all waiting runs. */
  readonly front?: boolean | undefined;
  /** Default: `normal`. */
  readonly priority?: RunPriority | undefined;
}

/** Runs of a higher priority start first. */
export type RunPriority = 'high' | 'normal' | 'low';

export type RunState = 'queued' | 'running' | RunStatus;

/** A file a run produced. Saved files come before pictures of nodes; one picture may be both. */
export interface RunFile extends PictureFile {
  /** Id of a node of the workflow. */
  readonly node: string;
  /** For a file of a node inside a subgraph, that node: `instance:node`. */
  readonly inner?: string | undefined;
  /** Name of the node's output. */
  readonly output?: string | undefined;
  /**
   * Identifies the work and the inputs that made the file: files with the same key have the same content. Absent in
   * runs of older versions, and when the result differs from run to run.
   */
  readonly key?: string | undefined;
  /** Hexadecimal SHA-256 of the bytes of a saved file. Absent in runs of older versions. */
  readonly digest?: string | undefined;
}

export interface RunInfo {
  readonly id: string;
  /** Counts all runs in the store of this server, from 1. */
  readonly number: number;
  readonly document?: string | undefined;
  /** Name of the workflow. */
  readonly name: string;
  readonly state: RunState;
  /**
   * Only while the run waits: runs start in ascending order of position, and of number where positions are equal.
   * Positions have gaps and may be negative; a run's place in the queue is its index among the waiting runs.
   */
  readonly position?: number | undefined;
  /** Who queued the run: the name of an access token or of a client. Absent: nobody in particular. */
  readonly owner?: string | undefined;
  /** Absent: `normal`. */
  readonly priority?: RunPriority | undefined;
  /** How often the run was started: more than once after the server died while it ran. */
  readonly attempt: number;
  readonly targets?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** Milliseconds since the epoch. */
  readonly started?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly ended?: number | undefined;
  readonly files: readonly RunFile[];
  /** Each names a node of the workflow, never an inner one. */
  readonly failures: readonly (NodeFailure & InnerNode)[];
  /** Share of the work that is done, 0 to 1; only while the run is running. */
  readonly progress?: number | undefined;
  /** Model files that are read beside the run, to name them in its pictures; only while there are any. */
  readonly reading?: ModelReading | undefined;
}

/** Bytes read of model files. */
export interface ModelReading {
  readonly done: number;
  readonly of: number;
  /** Seconds for the rest; undefined before the speed is known. */
  readonly left?: number | undefined;
  /** Whether pictures wait for it. */
  readonly isAwaited: boolean;
}

/** GET /api/runs/:id */
export interface RunDetail extends RunInfo {
  readonly workflow: Workflow;
  readonly nodes: Activities;
}
