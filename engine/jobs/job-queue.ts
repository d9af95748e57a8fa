/**
 * The lease interface of a queue: who works on a job holds a lease of it, and only the newest lease of a job can say how it went.
 * A worker that was thought dead and comes back does no harm: its lease is stale (reference/clients-and-queues.md 2.3).
 */
import type { NodeActivity, NodeFailure, RunFile, RunInfo, RunState, Workflow } from '../protocol/index.ts';

/** A run as the queue knows it. */
export type RunRecord = Omit<RunInfo, 'progress'>;

/** One whole run of a workflow. */
export interface NewJob {
  readonly document?: string | undefined;
  readonly name: string;
  readonly workflow: Workflow;
  /** Default: all terminal nodes. */
  readonly targets?: readonly string[] | undefined;
  /** Before everything that waits. */
  readonly front?: boolean | undefined;
}

export interface Lease {
  readonly token: string;
  /** How often the job was begun, this time included; above 1 after a worker died. */
  readonly attempt: number;
  readonly run: RunRecord;
  readonly workflow: Workflow;
}

/** How a run ended. */
export interface Outcome {
  readonly state: Extract<RunState, 'done' | 'failed' | 'cancelled'>;
  readonly files: readonly RunFile[];
  readonly failures: readonly NodeFailure[];
  readonly nodes: Readonly<Record<string, NodeActivity>>;
}

/** Thrown for a lease that is not the newest of its job, or of a job that is over. */
export class StaleLease extends Error {
  override readonly name = 'StaleLease';
  readonly code = 'stale-lease';

  constructor() {
    super('The lease is not valid any more: the run was given to somebody else, or is over');
  }
}

/** Thrown when as many jobs wait as may. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
  readonly code = 'queue-full';
}

export interface JobQueue {
  /** @throws QueueFull */
  enqueue(job: NewJob): Promise<RunRecord>;
  /** Takes the next job; undefined when none waits. */
  lease(owner: string): Promise<Lease | undefined>;
  /** Tells whether the run was asked to stop. @throws StaleLease */
  heartbeat(token: string): Promise<{ readonly cancel: boolean }>;
  /** Ends the run; its state and its row in the history are written as one. @throws StaleLease */
  complete(token: string, outcome: Outcome): Promise<RunRecord>;
  /** The run could not be carried out: it ends as failed, with a message for people. @throws StaleLease */
  fail(token: string, message: string): Promise<RunRecord>;
  /** Gives the job back unharmed: it is the next, and this attempt does not count. @throws StaleLease */
  release(token: string): Promise<void>;
  /** Cancels a run that waits; asks one that runs to stop. @returns undefined when it is over, or there is no such run. */
  cancel(id: string): Promise<RunRecord | undefined>;
  /** Brings waiting runs into an order; those not named stay behind them as they were. Ids that do not wait count for nothing. */
  order(ids: readonly string[]): Promise<void>;
  /** Cancels everything that waits. */
  clear(): Promise<void>;
}

/** Told of every change within the transaction that makes it: what it writes is kept with the change or not at all. */
export interface QueueListener {
  changed(run: RunRecord): void;
  removed(run: Pick<RunRecord, 'id' | 'document'>): void;
}
