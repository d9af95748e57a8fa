/** A run as the queue and its workers exchange it. */
import type { NodeFailure, RunStatus } from '../run/events.ts';
import type { Workflow } from '../workflow/schema.ts';
import type { Activities } from './activity.ts';
import type { RunDetail, RunFile, RunInfo, RunPriority } from './runs.ts';

/** A run as the queue keeps it. */
export type RunRecord = Omit<RunInfo, 'progress'>;

/** A run as the queue keeps it, with its workflow and its nodes. */
export type RunDetailRecord = Omit<RunDetail, 'progress'>;

/** One whole run of a workflow, to be queued. */
export interface NewJob {
  /** Default: a new one. */
  readonly id?: string | undefined;
  readonly document?: string | undefined;
  readonly name: string;
  readonly workflow: Workflow;
  /** Nodes to compute; default: all terminal nodes. */
  readonly targets?: readonly string[] | undefined;
  /** Put the job ahead of all waiting jobs. */
  readonly front?: boolean | undefined;
  /** Who queues it; owners take turns within a priority. Default: nobody in particular. */
  readonly owner?: string | undefined;
  /** Default: `normal`. */
  readonly priority?: RunPriority | undefined;
  /** JSON that the queue keeps and does not read: what a client of another interface sent, for its answers. */
  readonly request?: unknown;
}

/** The right of one worker to carry out one job. */
export interface Lease {
  readonly token: string;
  /** How often the job was started, including this time; above 1 after a worker died. */
  readonly attempt: number;
  readonly run: RunRecord;
  readonly workflow: Workflow;
}

/** How a run ended. */
export interface Outcome {
  readonly state: RunStatus;
  readonly files: readonly RunFile[];
  readonly failures: readonly NodeFailure[];
  readonly nodes: Activities;
}
