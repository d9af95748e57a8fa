/**
 * The queue of runs. A worker holds a lease of the job it carries out, and only the newest lease of a job can report
 * how the job went. A worker that was thought dead and comes back does no harm: its lease is stale.
 */
import type { Lease, NewJob, Outcome, RunRecord } from '../protocol/index.ts';

/** Thrown for a lease that is not the newest of its job, or whose job is over. */
export class StaleLease extends Error {
  override readonly name = 'StaleLease';
  readonly code = 'stale-lease';

  constructor() {
    super('The lease is no longer valid: the run was given to another worker, or is over');
  }
}

/** Thrown when no more jobs may wait. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
  readonly code = 'queue-full';
}

/** Thrown when no more jobs are accepted, because the queue is being emptied. */
export class QueueDrains extends Error {
  override readonly name = 'QueueDrains';
  readonly code = 'draining';

  constructor() {
    super('No more runs are accepted: the server finishes those that wait, before it is stopped.');
  }
}

/** Thrown for a job whose id another run has, waiting, running or over. */
export class IdTaken extends Error {
  override readonly name = 'IdTaken';
  readonly code = 'id-taken';
}

/** The part of a queue that a worker sees. @typeParam Result how a run ended. */
export interface LeaseQueue<Result = Outcome> {
  /**
   * Takes the next job.
   * @param owner names the worker.
   * @returns undefined when no job waits, or the queue is paused.
   */
  lease(owner: string): Promise<Lease | undefined>;

  /**
   * Reports that the worker is alive.
   * @returns whether the run was asked to stop.
   * @throws StaleLease
   */
  heartbeat(token: string): Promise<{ readonly cancel: boolean }>;

  /** Ends the run and keeps how it ended, all at once. @throws StaleLease */
  complete(token: string, result: Result): Promise<unknown>;

  /** Ends a run that could not be carried out as failed. @param message for the user. @throws StaleLease */
  fail(token: string, message: string): Promise<unknown>;

  /** Gives the job back: it becomes the next job, and the attempt is not counted. @throws StaleLease */
  release(token: string): Promise<void>;

  /**
   * Gives back the job of a worker that died: it becomes the next job, or is given up after too many attempts without
   * progress. @throws StaleLease
   */
  lose(token: string): Promise<void>;
}

export interface JobQueue extends LeaseQueue {
  /**
   * A job is placed behind those of higher priority. Within a priority, owners take turns.
   * @throws QueueFull, QueueDrains, IdTaken
   */
  enqueue(job: NewJob): Promise<RunRecord>;

  /**
   * Reports steps that are done. A run that reaches steps no earlier attempt had reached makes progress: only attempts
   * since then count when a run is given up.
   * @param steps ids of nodes that were computed. @throws StaleLease
   */
  progress(token: string, steps: readonly string[]): Promise<void>;

  /** Ends the run and writes its outcome to the history, in one transaction. @throws StaleLease */
  complete(token: string, outcome: Outcome): Promise<RunRecord>;

  /** @throws StaleLease */
  fail(token: string, message: string): Promise<RunRecord>;

  /** Cancels a waiting run, or asks a running one to stop. @returns undefined for a run that is over or unknown. */
  cancel(id: string): Promise<RunRecord | undefined>;

  /**
   * Moves waiting runs to the front, in the given order. The others keep their order. Ids that do not wait are ignored.
   */
  order(ids: readonly string[]): Promise<void>;

  /** Cancels all waiting runs. */
  clear(): Promise<void>;

  /**
   * Takes back the jobs that were leased when the process ended. They go ahead of all waiting jobs, in the order they
   * were started. Must be called once, before the first lease.
   * @param workers `here` ended with the process; those `elsewhere` may go on, so that no attempt is counted.
   * @returns ids of the runs that will be started again.
   */
  recover(workers?: 'here' | 'elsewhere'): Promise<readonly string[]>;

  /** Removes a run that is over from the history. @returns undefined for a run that is not over or unknown. */
  remove(id: string): Promise<RunRecord | undefined>;
}

/**
 * Called for every change of the queue. A queue in a database calls its listener within the transaction that makes the
 * change: what the listener writes there is kept with the change, or not at all.
 */
export interface QueueListener {
  changed(run: RunRecord): void;
  removed(run: Pick<RunRecord, 'id' | 'document'>): void;
}
