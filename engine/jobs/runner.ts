/**
 * A worker: takes jobs from the queue whenever there is room, carries them out, and reports to the queue how each one
 * ended.
 */
import { nanoid } from 'nanoid';
import type { Lease, Outcome } from '../protocol/index.ts';
import { type JobQueue, StaleLease } from './job-queue.ts';

export interface RunnerOptions {
  readonly queue: JobQueue;
  /**
   * Carries out a run. After `signal` is aborted it must stop soon, and still return an outcome.
   * An error it throws ends the run as failed.
   */
  readonly work: (lease: Lease, signal: AbortSignal) => Promise<Outcome>;
  /** Runs at a time; default 1, because the nodes of one run already work in parallel. */
  readonly atOnce?: number;
  /** Milliseconds between heartbeats, which tell the runner of cancelled runs; default 1000. */
  readonly heartbeat?: number;
  /** Called with problems of the queue itself. */
  readonly onProblem?: (message: string) => void;
}

/** Milliseconds to wait after the queue itself failed. */
const PAUSE = 1000;

/** Abort reason when the run will be resumed later. */
export class RunnerStops extends Error {
  override readonly name = 'RunnerStops';
}

interface RunningJob {
  readonly token: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class Runner {
  readonly #owner = nanoid();
  readonly #options: RunnerOptions;
  /** By run id. */
  readonly #running = new Map<string, RunningJob>();
  #started = false;
  #closing = false;
  #isTaking = false;
  /** Set when jobs may have been added since the queue was last asked. */
  #mayHaveMore = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Tells the runner that a job may be waiting. */
  wake(): void {
    if (!this.#started || this.#closing) return;
    this.#mayHaveMore = true;
    if (!this.#isTaking) void this.#takeJobs();
  }

  /** Stops a run that is running here, after it was cancelled in the queue. */
  stop(id: string): void {
    this.#running.get(id)?.abort.abort(new Error('cancelled'));
  }

  /**
   * Stops all runs and gives them back, so that a later runner resumes them.
   * @param patience milliseconds; a run that has not stopped by then is given back while it still works.
   */
  async close(patience = 2000): Promise<void> {
    this.#closing = true;
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort(new RunnerStops('The server stops'));
    let timeout: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([
      Promise.all(running.map(({ ended }) => ended)),
      new Promise((resolve) => (timeout = setTimeout(resolve, patience))),
    ]);
    clearTimeout(timeout);
    for (const { token } of this.#running.values()) await this.#options.queue.release(token).catch(() => {});
  }

  async #takeJobs(): Promise<void> {
    const { queue, atOnce = 1 } = this.#options;
    this.#isTaking = true;
    while (this.#mayHaveMore) {
      this.#mayHaveMore = false;
      try {
        while (!this.#closing && this.#running.size < atOnce) {
          const lease = await queue.lease(this.#owner);
          if (!lease) break;
          this.#begin(lease);
        }
      } catch (error) {
        this.#problem('The queue could not be read', error);
        setTimeout(() => this.wake(), PAUSE).unref();
      }
    }
    this.#isTaking = false;
  }

  #begin(lease: Lease): void {
    const abort = new AbortController();
    const ended = this.#carryOut(lease, abort).finally(() => {
      this.#running.delete(lease.run.id);
      this.wake();
    });
    this.#running.set(lease.run.id, { token: lease.token, abort, ended });
  }

  async #carryOut(lease: Lease, abort: AbortController): Promise<void> {
    const stopHeartbeat = this.#startHeartbeat(lease.token, abort);
    try {
      const result = await this.#options.work(lease, abort.signal).catch((error: unknown) => error);
      stopHeartbeat();
      await this.#report(lease, result);
    } catch (error) {
      // The runner closed, and gave the lease back before the run stopped.
      if (this.#closing && error instanceof StaleLease) return;
      this.#problem(`The end of run ${lease.run.number} could not be recorded`, error);
    } finally {
      stopHeartbeat();
    }
  }

  #startHeartbeat(token: string, abort: AbortController): () => void {
    const { queue, heartbeat = 1000 } = this.#options;
    const timer = setInterval(() => {
      queue.heartbeat(token).then(
        ({ cancel }) => cancel && abort.abort(new Error('cancelled')),
        (error: unknown) => {
          if (error instanceof StaleLease) abort.abort(error);
          else this.#problem('The queue could not be reached', error);
        },
      );
    }, heartbeat);
    return () => clearInterval(timer);
  }

  /** @param result an outcome, or what the work threw. */
  async #report({ token, run }: Lease, result: unknown): Promise<void> {
    const { queue } = this.#options;
    if (isOutcome(result)) {
      const mayResume = this.#closing && result.state !== 'done';
      if (mayResume && !(await queue.heartbeat(token)).cancel) await queue.release(token);
      else await queue.complete(token, result);
    } else if (this.#closing) await queue.release(token);
    else {
      this.#problem(`Run ${run.number} could not be carried out`, result);
      await queue.fail(token, result instanceof Error ? result.message : String(result));
    }
  }

  #problem(what: string, error: unknown): void {
    this.#options.onProblem?.(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && 'state' in value;
}
